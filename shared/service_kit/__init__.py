"""What every service has: settings, logs, a health probe, problem details, a connection to Redis.

Import the modules, not the package: what a slot in a sub-interpreter needs (`comma_lists`, `logs`,
`problems`, `redis_connection`) must load without pydantic, which does not load there.
"""

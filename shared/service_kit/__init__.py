"""What every service needs: settings, logs, a health probe, problem details, a connection to Redis.

The package itself imports nothing: modules that slots in sub-interpreters need (`comma_lists`, `logs`,
`problems`, `redis_connection`) must load without pydantic, which does not load there.
"""

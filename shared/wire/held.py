"""Whether an execution still holds its job: what every write of a running job asks first, in its script."""

from rq.executions import Execution
from rq.job import Job
from rq.registry import StartedJobRegistry

# The start of a script. KEYS[1], KEYS[2]: `keys_of_held`; ARGV[1], ARGV[2]: `arguments_of_held`.
RETURN_UNLESS_HELD = """
local holder = redis.call('HGET', KEYS[1], 'worker_name')
if holder ~= ARGV[1] and (holder or not redis.call('ZSCORE', KEYS[2], ARGV[2])) then
    return 0
end"""


def keys_of_held(job: Job, execution: Execution) -> list[str]:
    """The first keys of a script that begins with `RETURN_UNLESS_HELD`."""
    return [execution.key, StartedJobRegistry.key_template.format(job.origin)]


def arguments_of_held(execution: Execution) -> list[str]:
    """Its first arguments."""
    return [execution.worker_name, execution.composite_key]

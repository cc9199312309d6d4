"""What an experiment may leave behind: a batch that nobody follows any more, or a record without its job.

The key of a batch is kept in the record before the batch is submitted. So a batch is found also when its
runner was killed before it had an answer.
"""

import json
import time
from collections.abc import Mapping
from typing import Any

from redis import Redis
from rq.executions import Execution
from rq.job import Job

from . import keys
from .events import STREAM_MAX_EVENTS, Event
from .experiments import BATCH_KEY, ExperimentRecord, compact_json
from .held import RETURN_UNLESS_HELD, arguments_of_held, keys_of_held
from .payloads import ExperimentChanged

# KEYS: `keys_of_held`, record; ARGV: `arguments_of_held`, field, value
_NOTE_IF_HELD = f"""
{RETURN_UNLESS_HELD}
if redis.call('EXISTS', KEYS[3]) == 0 then
    return 0
end
redis.call('HSET', KEYS[3], ARGV[3], ARGV[4])
return 1
"""

# KEYS: record; ARGV: field, the value that it must still have
_FORGET = """
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then
    redis.call('HDEL', KEYS[1], ARGV[1])
end
"""

# KEYS: record, job, events; ARGV: now, failure, most events kept, event
_FAIL_WITHOUT_JOB = """
local state = redis.call('HGET', KEYS[1], 'state')
if (state ~= 'queued' and state ~= 'running') or redis.call('EXISTS', KEYS[2]) == 1 then
    return 0
end
redis.call('HSET', KEYS[1], 'state', 'failed', 'ended_at', ARGV[1], 'failure', ARGV[2])
redis.call('HDEL', KEYS[1], 'result')
redis.call('EXPIRE', KEYS[1], redis.call('HGET', KEYS[1], 'keep_secs'))
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[3], '*', 'event', ARGV[4])
return 1
"""


def note_batch_key(job: Job, execution: Execution, key: str) -> bool:
    """Keep the Idempotency-Key of a batch that is about to be submitted.

    Returns:
        False when this runner no longer holds the job, or the experiment is gone; nothing was written then.
    """
    answer: Any = job.connection.register_script(_NOTE_IF_HELD)(
        keys=[*keys_of_held(job, execution), keys.experiment(job.id)],
        args=[*arguments_of_held(execution), BATCH_KEY, key],
    )
    return bool(answer)


def batch_of_key(redis: "Redis", key: str) -> str | None:
    """The id of the batch that was submitted with this Idempotency-Key; None if there is none."""
    text: Any = redis.get(keys.idempotency(key))
    try:
        kept = json.loads(text or b"null")
    except (ValueError, RecursionError):
        return None
    batch = kept.get("batch") if isinstance(kept, dict) else None
    return batch if isinstance(batch, str) else None


def forget_batch_key(redis: "Redis", experiment_id: str, key: str) -> None:
    """Forget the key, unless another batch was submitted since."""
    redis.register_script(_FORGET)(keys=[keys.experiment(experiment_id)], args=[BATCH_KEY, key])


def fail_without_job(redis: "Redis", record: ExperimentRecord, failure: Mapping[str, Any]) -> bool:
    """End an experiment as failed that waits or runs, but whose job is gone: nobody would ever end it.

    Args:
        redis: the connection.
        record: of the experiment.
        failure: why, a `Fact`'s JSON.

    Returns:
        Whether it was ended now.
    """
    if record.state not in ("queued", "running"):
        return False
    event = Event("experiment", ExperimentChanged(record.id, "failed"))
    answer: Any = redis.register_script(_FAIL_WITHOUT_JOB)(
        keys=[keys.experiment(record.id), Job.key_for(record.id), keys.EVENTS],
        args=[time.time(), compact_json(failure), STREAM_MAX_EVENTS, event.to_json()],
    )
    return bool(answer)

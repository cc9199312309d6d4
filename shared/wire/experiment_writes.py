"""Write how an experiment goes, each time with its event.

start, change, progress   by the runner, by a script that writes only while the runner holds the job
queued                    by the front, in one transaction with the job
end                       in the transaction that ends the job, which `rq_pools` sends only while it is held
hand-back                 by whoever puts the job back on its queue
cancel                    by the front
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from redis import Redis
from redis.client import Pipeline
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue
from rq.serializers import JSONSerializer

from . import keys
from .events import STREAM_MAX_EVENTS, Event, publish
from .experiments import EXPERIMENT_JOB, ExperimentRecord, add_experiment, compact_json, pack_result
from .held import RETURN_UNLESS_HELD, arguments_of_held, keys_of_held
from .payloads import ExperimentChanged, ExperimentProgress
from .queues import LAB_QUEUE
from .states import ExperimentState

CancelAnswer = Literal["ended", "asked", "cancelled"]

# KEYS: `keys_of_held`, record, events
# ARGV: `arguments_of_held`, most events kept, event, whether it is another attempt, then fields and values
# Returns: the event's id; 0 nothing was written: the execution does not hold the job, or the record is gone.
_WRITE_IF_HELD = f"""
{RETURN_UNLESS_HELD}
if redis.call('EXISTS', KEYS[3]) == 0 then
    return 0
end
if #ARGV > 5 then
    redis.call('HSET', KEYS[3], unpack(ARGV, 6))
end
if ARGV[5] == '1' then
    redis.call('HINCRBY', KEYS[3], 'attempts', 1)
    redis.call('HDEL', KEYS[3], 'result', 'legs', 'ended_at', 'failure')
end
return redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[3], '*', 'event', ARGV[4])
"""

# KEYS: record, queue, job, events; ARGV: id, now, most events kept, event
# Returns: 0 it has ended or is gone, 1 its runner is asked to stop, 2 it waited and is cancelled.
_CANCEL = """
local state = redis.call('HGET', KEYS[1], 'state')
if state ~= 'queued' and state ~= 'running' then
    return 0
end
redis.call('HSET', KEYS[1], 'cancel_requested', 1)
if redis.call('LREM', KEYS[2], 0, ARGV[1]) == 0 then
    return 1
end
redis.call('HSET', KEYS[1], 'state', 'cancelled', 'ended_at', ARGV[2])
redis.call('EXPIRE', KEYS[1], redis.call('HGET', KEYS[1], 'keep_secs'))
redis.call('DEL', KEYS[3])
redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[3], '*', 'event', ARGV[4])
return 2
"""

# KEYS: record, queue, events; ARGV: id, most events kept, event
# It writes nothing when the job has left the queue: it was cancelled there, or another runner has taken it.
_HAND_BACK = """
if redis.call('HGET', KEYS[1], 'state') ~= 'running' or not redis.call('LPOS', KEYS[2], ARGV[1]) then
    return 0
end
redis.call('HSET', KEYS[1], 'state', 'queued')
redis.call('HDEL', KEYS[1], 'result', 'legs')
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[2], '*', 'event', ARGV[3])
return 1
"""
_QUEUE_KEY = f"{Queue.redis_queue_namespace_prefix}{LAB_QUEUE}"
_ANSWERS: tuple[CancelAnswer, ...] = ("ended", "asked", "cancelled")


def queue_experiment(
    redis: "Redis", pipeline: "Pipeline", record: ExperimentRecord, *, timeout_secs: int
) -> None:
    """Add a new experiment, its job and its event to the transaction.

    Args:
        redis: the connection.
        pipeline: executes all or nothing.
        record: of the experiment, whose state is `queued`.
        timeout_secs: how long its job may run.
    """
    job = Queue.prepare_data(
        EXPERIMENT_JOB,
        args=[record.id],
        job_id=record.id,
        description=str(record.plan.get("workload", "")),
        timeout=timeout_secs,
        result_ttl=record.keep_secs,
        failure_ttl=record.keep_secs,
    )
    queue = Queue(LAB_QUEUE, connection=redis, serializer=JSONSerializer)
    queue.enqueue_many([job], pipeline=pipeline)
    add_experiment(pipeline, record)
    publish(pipeline, Event("experiment", ExperimentChanged(record.id, "queued")))


def watch_queue(pipeline: "Pipeline") -> None:
    """Have the pipeline's transaction fail if the queue of experiments changes before it."""
    pipeline.watch(_QUEUE_KEY)  # type: ignore[no-untyped-call]


def waiting_experiments(redis: "Redis") -> list[str]:
    """The ids of those on the queue, the next one first."""
    ids: Any = redis.lrange(_QUEUE_KEY, 0, -1)
    return [each.decode(errors="replace") for each in ids]


def write_start(job: Job, execution: Execution, started_at: float) -> bool:
    """Write that the experiment of the job runs, from its beginning.

    Returns:
        False when this runner no longer holds the job, or the experiment is gone; nothing was written then.
    """
    fields = {"state": "running", "started_at": started_at}
    return bool(_write(job, execution, ExperimentChanged(job.id, "running"), fields, is_attempt=True))


def write_change(
    job: Job, execution: Execution, experiment: Mapping[str, Any], legs: Sequence[Mapping[str, Any]],
    last: tuple[str, int] | None,
) -> bool:  # fmt: skip
    """Write how far a running experiment has come.

    Args:
        job, execution: by which this runner holds it.
        experiment: the whole experiment, as JSON values.
        legs: what a list of experiments shows of them.
        last: the leg and the repeat that ended last.

    Returns:
        False as for `write_start`.
    """
    leg, repeat = last or (None, None)
    changed = ExperimentChanged(job.id, "running", leg=leg, repeat=repeat)
    # The state too: the start may not have been written, if Redis was away for a moment.
    fields = {"state": "running", "result": pack_result(experiment), "legs": compact_json(legs)}
    return bool(_write(job, execution, changed, fields))


def write_progress(job: Job, execution: Execution, progress: ExperimentProgress) -> str | None:
    """Publish what the tasks of the running leg do.

    Returns:
        The event's id, for `forget_events`; None if nothing was written.
    """
    return _write(job, execution, progress, {})


def forget_events(redis: "Redis", ids: Sequence[str]) -> None:
    """Delete events: those of a leg that has ended would take more memory than all others together."""
    if ids:
        redis.xdel(keys.EVENTS, *ids)


def add_end(
    pipeline: "Pipeline",
    experiment_id: str,
    state: ExperimentState,
    *,
    keep_secs: int,
    experiment: Mapping[str, Any] | None,
    legs: Sequence[Mapping[str, Any]] = (),
    failure: Mapping[str, Any] | None = None,
) -> None:
    """Add the end of the experiment, and its event, to the transaction that ends its job.

    Args:
        pipeline: executes all or nothing, and only while this runner holds the job.
        experiment_id: which.
        state: its last.
        keep_secs: how long it is kept from now on.
        experiment: as JSON values; None if it ended without a result.
        legs: what a list of experiments shows of them.
        failure: why it failed, if there is no result that tells it.
    """
    key = keys.experiment(experiment_id)
    fields: dict[Any, Any] = {"state": state, "ended_at": time.time()}
    if failure is not None:
        fields["failure"] = compact_json(failure)
    if experiment is None:
        pipeline.hdel(key, "result")
    else:
        fields |= {"result": pack_result(experiment), "legs": compact_json(legs)}
    pipeline.hset(key, mapping=fields)
    pipeline.expire(key, keep_secs)
    publish(pipeline, Event("experiment", ExperimentChanged(experiment_id, state)))


def write_hand_back(redis: "Redis", experiment_id: str) -> bool:
    """Write that the experiment waits again, first in the queue; its legs so far are gone.

    Returns:
        False when its job has left the queue, or the experiment does not run; nothing was written then.
    """
    event = Event("experiment", ExperimentChanged(experiment_id, "queued", position=1))
    answer: Any = redis.register_script(_HAND_BACK)(
        keys=[keys.experiment(experiment_id), _QUEUE_KEY, keys.EVENTS],
        args=[experiment_id, STREAM_MAX_EVENTS, event.to_json()],
    )
    return bool(answer)


def cancel_experiment(redis: "Redis", record: ExperimentRecord) -> CancelAnswer:
    """Cancel an experiment that waits, or ask the runner of one that runs to end it."""
    event = Event("experiment", ExperimentChanged(record.id, "cancelled"))
    answer: Any = redis.register_script(_CANCEL)(
        keys=[
            keys.experiment(record.id),
            _QUEUE_KEY,
            Job.key_for(record.id),
            keys.EVENTS,
        ],
        args=[record.id, time.time(), STREAM_MAX_EVENTS, event.to_json()],
    )
    return _ANSWERS[int(answer)]


def is_experiment_cancelled(redis: "Redis", experiment_id: str) -> bool:
    """Whether a client has asked for its end, or the experiment is gone, or has ended without its runner."""
    state, requested = redis.hmget(keys.experiment(experiment_id), "state", "cancel_requested")
    return state not in (b"queued", b"running") or requested is not None


def _write(
    job: Job,
    execution: Execution,
    data: ExperimentChanged | ExperimentProgress,
    fields: Mapping[str, Any],
    *,
    is_attempt: bool = False,
) -> str | None:
    kind: Literal["experiment", "experiment-progress"] = (
        "experiment" if isinstance(data, ExperimentChanged) else "experiment-progress"
    )
    answer: Any = job.connection.register_script(_WRITE_IF_HELD)(
        keys=[*keys_of_held(job, execution), keys.experiment(job.id), keys.EVENTS],
        args=[
            *arguments_of_held(execution),
            STREAM_MAX_EVENTS,
            Event(kind, data).to_json(),
            int(is_attempt),
            *(word for field in fields.items() for word in field),
        ],
    )
    return answer.decode() if isinstance(answer, bytes) else None

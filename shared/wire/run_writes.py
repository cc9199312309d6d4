"""Writing the runs of a download, each together with its event.

A run has a field of its own in the job's hash, written only while the worker holds the job: by `TELL`, which
looks that up first, or together with the end of the job (`add_end`), which `rq_pools` holds to the same. So a
worker that has lost a job writes nothing over what the next one has written. When a worker loses a job or
hands it back, whoever puts it back on its queue ends the run (`tell_handed_back`).
"""

import time

from redis.client import Pipeline
from rq.job import JobStatus
from rq.registry import StartedJobRegistry

from download_task import Runner
from download_task.outcome import State as EndState

from . import keys
from .events import STREAM_MAX_EVENTS, Event, publish
from .job import PROGRESS_FIELD, DownloadJob, run_field
from .payloads import Ended, EventType, HandedBack, Payload, Started
from .progress import Progress
from .run import Run, RunEnd, iso

_ENDS: dict[JobStatus, EndState] = {JobStatus.FINISHED: "finished", JobStatus.STOPPED: "cancelled"}

# KEYS: execution, started registry, job, events
# ARGV: worker, member of the registry, field, value, most events kept, event
# Returns: 1 done, 0 the execution does not hold the job, or the job is gone: nothing was done.
TELL = """
local holder = redis.call('HGET', KEYS[1], 'worker_name')
if holder ~= ARGV[1] and (holder or not redis.call('ZSCORE', KEYS[2], ARGV[2])) then
    return 0
end
if redis.call('EXISTS', KEYS[3]) == 0 then
    return 0
end
redis.call('HSET', KEYS[3], ARGV[3], ARGV[4])
redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[5], '*', 'event', ARGV[6])
return 1
"""

# KEYS: job, events.  ARGV: field, empty if the run was never written; value, most events kept, event
TELL_HANDED_BACK = """
if ARGV[1] ~= '' and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', 'event', ARGV[4])
return 1
"""


def tell_started(job: DownloadJob, runner: Runner) -> bool:
    """Write down and tell that a run of the job has started; False when the job is no longer this worker's.

    Raises:
        redis.RedisError: it could not be written.
    """
    run = _begun(job, time.time(), runner)
    job.runs.append(run)
    return _tell(job, run_field(run), run.to_json(), "started", Started.of(_name(job), run))


def tell_progress(job: DownloadJob, bytes_done: int, bytes_total: int | None, fraction: float | None) -> bool:
    """Write down and tell how far the run is; False when the job is no longer this worker's.

    Raises:
        redis.RedisError: it could not be written.
    """
    if job.run is None:
        return False
    job.progress = Progress(job.run.number, bytes_done, bytes_total, fraction)
    return _tell(job, PROGRESS_FIELD, job.progress.to_json(), "progress", job.progress)


def add_end(job: DownloadJob, pipeline: "Pipeline") -> None:
    """Add the end of the run, and its event, to the transaction that writes the end of the job.

    Args:
        job: with its status, and the outcome or the failure of the run.
        pipeline: carries out all or nothing, and only while the execution holds the job.
    """
    ended = _ENDS.get(job.get_status(refresh=False), "failed")
    run = _ended(job, job.run or _begun(job, _start_of(job), None), ended)
    pipeline.hset(job.key, run_field(run), run.to_json())
    if ended == "finished":
        pipeline.hdel(job.key, PROGRESS_FIELD)
    kind: EventType = "retrying" if ended == "failed" and job.should_retry else ended
    publish(pipeline, Event(kind, Ended.of(_name(job), run), job.batch, job.id))


def tell_handed_back(job: DownloadJob, execution_id: str, ended: RunEnd, *, by: str) -> None:
    """Write down and tell that a job is back on its queue, and how its run ended.

    Args:
        job: as it is kept.
        execution_id: of the hold that is over.
        ended: `"handed-back"` or `"lost"`.
        by: the worker that put it back.

    Raises:
        redis.RedisError: it could not be written.
    """
    now = time.time()
    open_run = next((run for run in job.runs if run.execution == execution_id and execution_id), None)
    run = open_run.ended_as(ended, now) if open_run else None
    told = HandedBack(_name(job), ended, iso(now), by, run.number if run else None)
    event = Event("handed-back", told, job.batch, job.id)
    job.connection.register_script(TELL_HANDED_BACK)(
        keys=[job.key, keys.EVENTS],
        args=[
            run_field(run) if run else "",
            run.to_json() if run else "",
            STREAM_MAX_EVENTS,
            event.to_json(),
        ],
    )


def _name(job: DownloadJob) -> str:
    return job.description or ""


def _begun(job: DownloadJob, at: float, runner: Runner | None) -> Run:
    execution = job.execution
    return Run(
        number=job.runs[-1].number + 1 if job.runs else 1,
        execution=execution.id if execution else "",
        worker=execution.worker_name if execution else "",
        pool=job.worker_pool,
        started_at=at,
        runner=runner,
    )


def _start_of(job: DownloadJob) -> float:
    return job.execution.created_at.timestamp() if job.execution else time.time()


def _ended(job: DownloadJob, run: Run, ended: EndState) -> Run:
    """The run as it ended: as its outcome says, if that is how the job has ended."""
    if job.outcome is not None and job.outcome.state == ended:
        return run.ended_with(job.outcome)
    return run.ended_as(ended, time.time(), job.failure if ended == "failed" else None)


def _tell(job: DownloadJob, field: str, value: str, kind: EventType, data: Payload) -> bool:
    execution = job.execution
    if execution is None:
        return False
    answer = job.connection.register_script(TELL)(
        keys=[execution.key, StartedJobRegistry.key_template.format(job.origin), job.key, keys.EVENTS],
        args=[
            execution.worker_name,
            execution.composite_key,
            field,
            value,
            STREAM_MAX_EVENTS,
            Event(kind, data, job.batch, job.id).to_json(),
        ],
    )
    return bool(answer)

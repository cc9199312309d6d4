"""Write the runs of a download to Redis, each together with its event.

Each run has a field of its own in the job's hash. A worker writes it only while it holds the job, so a worker
that wakes after its lease overwrites nothing of the next run:

    start, progress   by the script `WRITE_IF_HELD`
    end               in the transaction that ends the job, which `rq_pools` sends only while the job is held
    hand-back         by whoever puts the job back on its queue, for the run whose worker lost it
"""

import time

from redis.client import Pipeline
from rq.job import JobStatus

from download_task import Runner
from download_task.outcome import State as EndState

from . import keys
from .events import STREAM_MAX_EVENTS, Event, publish
from .held import RETURN_UNLESS_HELD, arguments_of_held, keys_of_held
from .job import PROGRESS_FIELD, DownloadJob, run_field
from .payloads import Ended, EventType, HandedBack, Payload, Started
from .progress import Progress
from .run import Run, RunEnd, iso

_ENDS: dict[JobStatus, EndState] = {JobStatus.FINISHED: "finished", JobStatus.STOPPED: "cancelled"}

# KEYS: execution, started registry, job, events
# ARGV: worker, member of the registry, field, value, most events kept, event
# Returns: 1 written; 0 nothing was written: the execution does not hold the job, or the job is gone.
WRITE_IF_HELD = f"""
{RETURN_UNLESS_HELD}
if redis.call('EXISTS', KEYS[3]) == 0 then
    return 0
end
redis.call('HSET', KEYS[3], ARGV[3], ARGV[4])
redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[5], '*', 'event', ARGV[6])
return 1
"""

# KEYS: job, events
# ARGV: field ('' if the run was never written), value, most events kept, event
WRITE_HAND_BACK = """
if ARGV[1] ~= '' and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', 'event', ARGV[4])
return 1
"""


def write_start(job: DownloadJob, runner: Runner) -> bool:
    """Write that a run of the job has started, and publish it.

    Returns:
        False when this worker no longer holds the job; nothing was written then.

    Raises:
        redis.RedisError: it could not be written.
    """
    run = _new_run(job, time.time(), runner)
    job.runs.append(run)
    return _write_if_held(job, run_field(run), run.to_json(), "started", Started.of(_name(job), run))


def write_progress(
    job: DownloadJob, bytes_done: int, bytes_total: int | None, fraction: float | None
) -> bool:
    """Write how far the run is, and publish it.

    Returns:
        False when this worker no longer holds the job; nothing was written then.

    Raises:
        redis.RedisError: it could not be written.
    """
    if job.run is None:
        return False
    job.progress = Progress(job.run.number, bytes_done, bytes_total, fraction)
    return _write_if_held(job, PROGRESS_FIELD, job.progress.to_json(), "progress", job.progress)


def add_end(job: DownloadJob, pipeline: "Pipeline") -> None:
    """Add the end of the run, and its event, to the transaction that ends the job.

    Args:
        job: with its final status, and the run's outcome or failure.
        pipeline: executes all or nothing, and only while the execution holds the job.
    """
    ended = _ENDS.get(job.get_status(refresh=False), "failed")
    run = _ended(job, job.run or _new_run(job, _start_of(job), None), ended)
    pipeline.hset(job.key, run_field(run), run.to_json())
    if ended == "finished":
        pipeline.hdel(job.key, PROGRESS_FIELD)
    is_retried = ended == "failed" and job.should_retry
    kind: EventType = "retrying" if is_retried else ended
    pause_secs = job.get_retry_interval() if is_retried else 0
    retry_at = time.time() + pause_secs if pause_secs else None
    publish(pipeline, Event(kind, Ended.of(_name(job), run, retry_at), job.batch, job.id))


def write_hand_back(job: DownloadJob, execution_id: str, ended: RunEnd, *, by: str) -> None:
    """Write how a run ended whose job is back on its queue, and publish it.

    Args:
        job: as Redis has it.
        execution_id: of the run.
        ended: `"handed-back"` or `"lost"`.
        by: the worker that put the job back.

    Raises:
        redis.RedisError: it could not be written.
    """
    now = time.time()
    open_run = next((run for run in job.runs if run.execution == execution_id and execution_id), None)
    run = open_run.ended_as(ended, now) if open_run else None
    payload = HandedBack(_name(job), ended, iso(now), by, run.number if run else None)
    event = Event("handed-back", payload, job.batch, job.id)
    job.connection.register_script(WRITE_HAND_BACK)(
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


def _new_run(job: DownloadJob, at: float, runner: Runner | None) -> Run:
    execution = job.execution
    return Run(
        number=job.runs[-1].number + 1 if job.runs else 1,
        execution=execution.id if execution else "",
        worker=execution.worker_name if execution else "",
        pool=job.worker_pool,
        started_at=at,
        runner=runner,
        worker_number=job.worker_number,
    )


def _start_of(job: DownloadJob) -> float:
    return job.execution.created_at.timestamp() if job.execution else time.time()


def _ended(job: DownloadJob, run: Run, ended: EndState) -> Run:
    """The run with its end: from its outcome, when that agrees with how the job ended."""
    if job.outcome is not None and job.outcome.state == ended:
        return run.ended_with(job.outcome)
    return run.ended_as(ended, time.time(), job.failure if ended == "failed" else None)


def _write_if_held(job: DownloadJob, field: str, value: str, kind: EventType, data: Payload) -> bool:
    execution = job.execution
    if execution is None:
        return False
    answer = job.connection.register_script(WRITE_IF_HELD)(
        keys=[*keys_of_held(job, execution), job.key, keys.EVENTS],
        args=[
            *arguments_of_held(execution),
            field,
            value,
            STREAM_MAX_EVENTS,
            Event(kind, data, job.batch, job.id).to_json(),
        ],
    )
    return bool(answer)

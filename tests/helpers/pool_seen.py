"""What tests look at, or wait for, when pooled workers run jobs."""

from pathlib import Path
from typing import Any

from redis import Redis
from rq import Queue
from rq.job import Job
from rq.results import Result

from tests.helpers.pool_process import PoolProcess
from tests.helpers.waiting import wait_until


def ended(job: Job, status: str = "finished", *, within_secs: float = 20.0) -> Job:
    """The job as Redis has it, once it has come to the status."""
    wait_until(
        lambda: job.get_status() == status,
        within_secs=within_secs,
        saying=lambda: f"{status}, not {job.get_status()}; {job.latest_result()!r}",
    )
    job.refresh()
    return job


def result_of(job: Job) -> Result:
    """The job's last result, which is there."""
    result = job.latest_result()
    assert result is not None
    return result


def error_of(job: Job) -> str:
    """The traceback of a job, once it has failed."""
    return str(result_of(ended(job, "failed")).exc_string)


def runs_of(job: Job) -> int:
    """How often it was started, if its function counts that."""
    return int(job.connection.hget("runs", job.id) or 0)


def runs_now(job: Job) -> Job:
    """The job, once its function runs."""
    wait_until(lambda: job.connection.hexists("inside", job.id), saying=f"{job.id} runs")
    return job


def breathes(job: Job, gate: Path) -> Job:
    """The job, once its function runs and asks Redis for nothing any more, whatever becomes of that."""
    wait_until(lambda: Path(f"{gate}-{job.id}").exists(), saying=f"{job.id} breathes")
    return job


def told_of(job: Job, *, within_secs: float = 20.0) -> str:
    """What one of its callbacks, or handlers, has told, once one has."""
    wait_until(
        lambda: job.connection.hexists("told", job.id), within_secs=within_secs, saying="something is told"
    )
    told: Any = job.connection.hget("told", job.id)
    return str(told.decode())


def wait_for_beats(worker: PoolProcess, count: int) -> None:
    """Wait until the worker's heart has beaten so often: that is how tests tell time."""
    seen: set[object] = set()
    key = f"rq:worker:{worker.name}"

    def have_come() -> bool:
        seen.add(worker.redis.hget(key, "last_heartbeat"))
        return len(seen) > count

    wait_until(have_come, saying=lambda: f"{count} heartbeats; its log:\n{worker.log.read_text()}")


def held(queue: Queue, redis: "Redis") -> list[str]:
    """All traces of jobs that run: executions, the registry of running jobs, the intermediate list."""
    traces: list[str] = queue.started_job_registry.get_job_ids(cleanup=False)
    traces = traces + queue.intermediate_queue.get_job_ids()
    for pattern in ("rq:execution:*", "rq:executions:*", "rq:worker:*:executions"):
        traces += [key.decode() for key in redis.scan_iter(pattern, count=1_000)]
    return traces


def assert_nothing_is_held(queue: Queue, redis: "Redis") -> None:
    """No trace is left of a job that ran, or will be in a moment."""
    wait_until(
        lambda: not held(queue, redis),
        within_secs=10,
        saying=lambda: f"nothing is held: {held(queue, redis)}",
    )

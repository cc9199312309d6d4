"""What a job's hash in Redis says, and RQ's object made of it."""

from typing import Any

from rq.job import Job, JobStatus
from rq.serializers import DefaultSerializer
from rq.worker.base import BaseWorker

from .leases import Taken


def load_job(worker: BaseWorker, taken: Taken) -> Job:
    """RQ's object of a job that was taken, as it is now that it has started.

    Args:
        worker: who took it.
        taken: what was taken; without a record, it is read from Redis.

    Raises:
        Exception: what Redis has of it is no job.
    """
    job_class, job_id = worker.job_class, taken.execution.job_id
    # None stands for RQ's default, which RQ then does not check: that is slow before Python 3.12.
    serializer = None if worker.serializer is DefaultSerializer else worker.serializer
    options: dict[str, Any] = {"connection": worker.connection, "serializer": serializer}
    is_loaded_as_rq_does = (
        job_class.refresh is Job.refresh and job_class.fetch.__func__ is Job.fetch.__func__  # type: ignore[attr-defined]
    )
    if taken.record and is_loaded_as_rq_does:
        job = job_class(job_id, **options)
        job.restore(taken.record)
    else:
        job = job_class.fetch(job_id, **options)
    job.origin = taken.queue.name  # where it was found; RQ looks for its lists and registries by this
    job.worker_name = worker.name
    job.started_at = job.last_heartbeat = taken.execution.created_at
    job._status = JobStatus.STARTED
    job.redis_server_version = worker.get_redis_server_version()
    taken.execution._job = job
    return job


def timeout_secs(record: dict[bytes, bytes]) -> int | None:
    """A job's time limit, from its hash; None when it says none that makes sense."""
    try:
        return int(record.get(b"timeout") or 0) or None
    except ValueError:
        return None


def log_start(worker: BaseWorker, taken: Taken) -> None:
    """Log what RQ logs when it has dequeued a job."""
    job_id, queue_name = taken.execution.job_id, taken.queue.name
    if worker.log_job_description:
        description = taken.record.get(b"description", b"").decode(errors="replace")
        worker.log.info("Worker %s: %s: %s (%s)", worker.name, queue_name, description, job_id)
    else:
        worker.log.info("Worker %s: %s: %s", worker.name, queue_name, job_id)

"""Cancelling a download, and running one again."""

from redis import Redis
from rq.job import Job, JobStatus
from rq.registry import CanceledJobRegistry
from rq.serializers import JSONSerializer

from wire import Event, forget_cancel, publish, request_cancel

from .looking import state_of
from .problems import Problem


def cancel(redis: "Redis", job: Job) -> None:
    """Stop the download, queued or running.

    The wish is written first: should the job start at this very moment, its task sees it and stops.

    Raises:
        Problem: it has already ended.
    """
    state = state_of(job)
    if state in ("finished", "failed", "cancelled"):
        raise Problem(409, f"the download is already {state}")
    request_cancel(redis, job.id)
    if state in ("queued", "scheduled"):
        job.cancel()
        _tell(redis, "cancelled", job)


def run_again(redis: "Redis", job: Job) -> None:
    """Put a failed or cancelled download back on its queue.

    Raises:
        Problem: it is not failed or cancelled.
    """
    state = state_of(job)
    if state not in ("failed", "cancelled"):
        raise Problem(409, f"only a failed or cancelled download can be retried; this one is {state}")
    forget_cancel(redis, job.id)
    for leftover in ("outcome", "progress", "runner"):
        job.meta.pop(leftover, None)
    if job.get_status(refresh=False) == JobStatus.CANCELED:
        CanceledJobRegistry(job.origin, connection=redis, serializer=JSONSerializer).requeue(job)
    else:
        job.requeue()
    _tell(redis, "requeued", job)


def _tell(redis: "Redis", kind: str, job: Job) -> None:
    data = {"name": job.description}
    publish(redis, Event(kind, batch=job.meta.get("batch", ""), download=job.id, data=data))  # type: ignore[arg-type]

"""Failures that `download_task` cannot tell itself: a time limit, a refused job, a worker lost too often."""

import logging
from types import TracebackType

from redis.exceptions import RedisError
from rq.job import Job
from rq.timeouts import JobTimeoutException

from download_task import InvalidDownload
from wire import Event, publish

from .jobs import DownloadFailed, DownloadStopped

TOLD_BY_THE_JOB = (DownloadFailed, DownloadStopped, InvalidDownload)

log = logging.getLogger("worker.failures")


def tell_failure(
    job: Job,
    kind: type[BaseException] | None,
    error: BaseException | None,
    _traceback: TracebackType | None,
) -> bool:
    """Publish the failure of a job as an event, unless its own code has done so. An exception handler of RQ.

    Returns:
        True: handlers after this one are to be called, too.
    """
    if not isinstance(error, TOLD_BY_THE_JOB):
        message = f"{kind.__name__ if kind else 'unknown error'}: {error}"
        code = "timed-out" if isinstance(error, JobTimeoutException) else "failed"
        failure = {"code": code, "message": message, "retryable": bool(job.retries_left)}
        event = Event(
            "retrying" if job.retries_left else "failed",
            batch=str(job.meta.get("batch", "")),
            download=job.id,
            data={"failure": failure, "name": job.description},
        )
        try:
            publish(job.connection, event)
        except RedisError as away:
            log.warning("could not tell that %s failed: %s", job.id, away)
    return True

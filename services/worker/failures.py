"""Failures that `download_task` cannot tell itself: a time limit, a refused job, a process or worker lost."""

import logging
import os
import signal
from types import TracebackType

from redis.exceptions import RedisError
from rq.job import Job
from rq.timeouts import JobTimeoutException

from download_task import InvalidDownload
from wire import Event, publish

from .jobs import DownloadFailed

TOLD_BY_THE_JOB = (DownloadFailed, InvalidDownload)

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
        code = "timed-out" if isinstance(error, JobTimeoutException) else "failed"
        _tell(job, code, f"{kind.__name__ if kind else 'unknown error'}: {error}")
    return True


def tell_crash(job: Job, _pid: int, status: int, _usage: object) -> None:
    """Publish that the process which ran the job died. A handler of killed work-horses, as RQ calls them.

    Args:
        job: what it ran.
        status: as `os.waitpid` gives it; 0 when nobody knows.
    """
    _tell(job, "failed", f"Work-horse terminated unexpectedly{_how_it_ended(status)}")


def _how_it_ended(status: int) -> str:
    """As RQ writes it into the job's record, which is what the download shows later."""
    exit_code = os.waitstatus_to_exitcode(status)
    if exit_code >= 0:
        return f"; it exited with code {exit_code}" if exit_code else ""
    number = -exit_code
    name = signal.Signals(number).name if number in set(signal.Signals) else "unknown"
    return f"; killed by signal {number} ({name})"


def _tell(job: Job, code: str, message: str) -> None:
    event = Event(
        "retrying" if job.retries_left else "failed",
        batch=str(job.meta.get("batch", "")),
        download=job.id,
        data={
            "failure": {"code": code, "message": message, "retryable": bool(job.retries_left)},
            "name": job.description,
        },
    )
    try:
        publish(job.connection, event)
    except RedisError as away:
        log.warning("could not tell that %s failed: %s", job.id, away)

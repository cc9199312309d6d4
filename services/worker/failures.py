"""Failures that `download_task` cannot tell itself: a time limit, a refused job, a process or worker lost."""

import logging
import os
import signal
from dataclasses import asdict, replace
from types import TracebackType

from redis.exceptions import RedisError
from rq.job import Job
from rq.timeouts import JobTimeoutException

from download_task import Failure, InvalidDownload
from download_task.errors import MAX_VALUE_CHARS
from wire import Event, publish

from .allowed_job import JobNotAllowed
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
        _tell(job, _failure_of(job, kind, error))
    return True


def tell_crash(job: Job, _pid: int, status: int, _usage: object) -> None:
    """Publish that the process which ran the job died. A handler of killed work-horses, as RQ calls them.

    Args:
        job: what it ran.
        status: as `os.waitpid` gives it; 0 when nobody knows.
    """
    _tell(job, _crash(status))


def _failure_of(job: Job, kind: type[BaseException] | None, error: BaseException | None) -> Failure:
    if isinstance(error, JobTimeoutException):
        return Failure("timed-out", "job", {"secs": job.timeout})
    if isinstance(error, JobNotAllowed):
        return Failure("failed", "not-allowed", {"function": str(job.func_name)[:MAX_VALUE_CHARS]})
    said = f"{kind.__name__ if kind else 'unknown error'}: {error}"
    return Failure("failed", "error", {"error": said[:MAX_VALUE_CHARS]})


def _crash(status: int) -> Failure:
    exit_code = os.waitstatus_to_exitcode(status)
    if exit_code == 0:
        return Failure("failed", "process-died")
    if exit_code > 0:
        return Failure("failed", "process-exited", {"exit_code": exit_code})
    number = -exit_code
    name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
    return Failure("failed", "process-killed", {"signal": name, "number": number})


def _tell(job: Job, failure: Failure) -> None:
    retryable = bool(job.retries_left)
    event = Event(
        "retrying" if retryable else "failed",
        batch=str(job.meta.get("batch", "")),
        download=job.id,
        data={"failure": asdict(replace(failure, retryable=retryable)), "name": job.description},
    )
    try:
        publish(job.connection, event)
    except RedisError as away:
        log.warning("could not tell that %s failed: %s", job.id, away)

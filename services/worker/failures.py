"""Failures outside of `download_task`: a time limit, a refused job, a lost process or worker."""

import os
import signal

from rq.exceptions import AbandonedJobError
from rq.job import Job
from rq.timeouts import JobTimeoutException

from download_task import DownloadError, Failure
from download_task.errors import MAX_VALUE_CHARS
from rq_pools import JobNotAllowed
from words import printable


def failure_of(job: Job, error: BaseException | None) -> Failure:
    """The failure of a job that raised this error."""
    if isinstance(error, DownloadError):
        return Failure.of(error)
    if isinstance(error, JobTimeoutException):
        return Failure("timed-out", "job", {"secs": job.timeout}, retryable=True)
    if isinstance(error, JobNotAllowed):
        return Failure("failed", "not-allowed", {"function": printable(str(job.func_name), MAX_VALUE_CHARS)})
    if isinstance(error, AbandonedJobError):
        return Failure("failed", "worker-lost")
    said = f"{type(error).__name__}: {error}"
    return Failure("failed", "error", {"error": printable(said, MAX_VALUE_CHARS)}, retryable=True)


def failure_of_crash(status: int) -> Failure:
    """The failure of a job whose process died.

    Args:
        status: as `os.waitpid` returns it; 0 if unknown.
    """
    exit_code = os.waitstatus_to_exitcode(status)
    if exit_code == 0:
        return Failure("failed", "process-died", retryable=True)
    if exit_code > 0:
        return Failure("failed", "process-exited", {"exit_code": exit_code}, retryable=True)
    number = -exit_code
    name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
    return Failure("failed", "process-killed", {"signal": name, "number": number}, retryable=True)

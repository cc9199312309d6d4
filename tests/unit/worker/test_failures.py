"""What is known of a job whose process died, or that raised what `download_task` does not."""

from typing import Any

import pytest
from redis import Redis
from rq.exceptions import AbandonedJobError
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import JobTimeoutException

from download_task import InvalidDownload
from rq_pools import JobNotAllowed
from wire import DOWNLOAD_JOB
from worker.failures import failure_of, failure_of_crash


@pytest.fixture
def job(redis: "Redis") -> Job:
    """A job as a slot may have run it."""
    return Job.create(DOWNLOAD_JOB, connection=redis, serializer=JSONSerializer, timeout=5)


@pytest.mark.parametrize(
    ("status", "reason", "values"),
    [
        (9, "process-killed", {"signal": "SIGKILL", "number": 9}),
        (11 | 128, "process-killed", {"signal": "SIGSEGV", "number": 11}),
        (60, "process-killed", {"signal": "60", "number": 60}),
        (3 << 8, "process-exited", {"exit_code": 3}),
        (0, "process-died", {}),
    ],
)
def test_a_crash_names_the_signal_or_exit_code_when_that_is_known(
    status: int, reason: str, values: dict[str, Any]
) -> None:
    failure = failure_of_crash(status)
    assert (failure.code, failure.reason, failure.values) == ("failed", reason, values)
    assert failure.retryable


@pytest.mark.parametrize(
    ("error", "code", "reason", "values"),
    [
        (JobTimeoutException("x"), "timed-out", "job", {"secs": 5}),
        (ValueError("x\x1b[2J"), "failed", "error", {"error": "ValueError: x\ufffd[2J"}),
        (InvalidDownload("id", "bad-id"), "invalid", "bad-id", {"field": "id"}),
        (JobNotAllowed("x"), "failed", "not-allowed", {"function": DOWNLOAD_JOB}),
        (AbandonedJobError("x"), "failed", "worker-lost", {}),
    ],
)
def test_an_error_becomes_facts(
    job: Job, error: BaseException, code: str, reason: str, values: dict[str, Any]
) -> None:
    failure = failure_of(job, error)
    assert (failure.code, failure.reason, failure.values) == (code, reason, values)

"""What is told of a job whose process died."""

import pytest
from redis import Redis
from rq.job import Job
from rq.serializers import JSONSerializer

from wire import DOWNLOAD_JOB, read_after
from worker.failures import tell_crash


@pytest.fixture
def job(redis: "Redis") -> Job:
    """A job as a slot's process might have run it."""
    return Job.create(
        DOWNLOAD_JOB, connection=redis, serializer=JSONSerializer, description="a", meta={"batch": "b"}
    )


@pytest.mark.parametrize(
    ("status", "how"),
    [
        (9, ("process-killed", {"signal": "SIGKILL", "number": 9})),
        (11 | 128, ("process-killed", {"signal": "SIGSEGV", "number": 11})),
        (60, ("process-killed", {"signal": "60", "number": 60})),
        (3 << 8, ("process-exited", {"exit_code": 3})),
        (0, ("process-died", {})),
    ],
)
def test_a_crash_is_told_with_the_signal_or_exit_code_when_that_is_known(
    redis: "Redis", job: Job, status: int, how: tuple[str, dict[str, object]]
) -> None:
    tell_crash(job, 1, status, None)
    ((_, event),) = read_after(redis, "0")
    reason, values = how
    assert (event.type, event.batch, event.download) == ("failed", "b", job.id)
    assert event.data == {
        "failure": {"code": "failed", "reason": reason, "values": values, "retryable": False},
        "name": "a",
    }


def test_a_crash_that_is_followed_by_a_retry_is_told_as_such(redis: "Redis", job: Job) -> None:
    job.retries_left = 1
    tell_crash(job, 1, 9, None)
    ((_, event),) = read_after(redis, "0")
    assert (event.type, event.data["failure"]["retryable"]) == ("retrying", True)

"""When a worker looks for jobs of others, and when it does not."""

from collections.abc import Iterator

import pytest
from redis import Redis
from redis.exceptions import ReadOnlyError
from rq import Queue

from rq_pools import ThreadPoolWorker


@pytest.fixture
def worker(redis: "Redis", queue: Queue) -> Iterator[ThreadPoolWorker]:
    """A worker about to work."""
    worker = ThreadPoolWorker([queue], connection=redis, slots=1)
    worker._prepare()
    yield worker
    worker._slots.close()


def test_nobody_is_taken_over_while_redis_refuses_our_own_heartbeats(worker: ThreadPoolWorker) -> None:
    worker._heartbeat_failed(ReadOnlyError("You can't write against a read only replica."))
    assert not worker._maintenance.run_if_due()


def test_a_heartbeat_that_fails_for_another_reason_does_not_hold_maintenance_up(
    worker: ThreadPoolWorker,
) -> None:
    worker._heartbeat_failed(ValueError("garbage in a record"))
    assert worker._maintenance.run_if_due()

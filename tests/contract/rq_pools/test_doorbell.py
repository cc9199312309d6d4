"""The doorbell, on a real Redis."""

import threading
from collections.abc import Iterator

import pytest
from redis import Redis

from rq_pools.doorbell import Doorbell
from tests.helpers.waiting import wait_until

KEYS = ["rq:queue:high", "rq:queue:low"]


@pytest.fixture
def rung() -> threading.Event:
    return threading.Event()


@pytest.fixture
def doorbell(redis: "Redis", rung: threading.Event) -> Iterator[Doorbell]:
    doorbell = Doorbell(redis, KEYS, rung.set)
    doorbell.start()
    yield doorbell
    doorbell.stop()


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("doorbell-")}


def blocked(redis: "Redis") -> int:
    return int(redis.info("clients")["blocked_clients"])


@pytest.mark.parametrize("key", KEYS)
def test_it_rings_when_a_queue_holds_a_job_and_takes_none(
    redis: "Redis", doorbell: Doorbell, rung: threading.Event, key: str
) -> None:
    doorbell.arm()
    redis.rpush(key, "a", "b")
    wait_until(rung.is_set, saying="it rings")
    assert redis.lrange(key, 0, -1) == [b"a", b"b"]


def test_it_does_not_ring_before_it_is_armed_again(
    redis: "Redis", doorbell: Doorbell, rung: threading.Event
) -> None:
    redis.rpush(KEYS[0], "a")
    doorbell.arm()
    wait_until(rung.is_set, saying="it rings")
    rung.clear()
    assert not rung.wait(0.3)
    doorbell.arm()
    wait_until(rung.is_set, saying="it rings again")


def test_its_threads_that_wait_at_a_queue_end_with_it(redis: "Redis", doorbell: Doorbell) -> None:
    doorbell.arm()
    wait_until(lambda: blocked(redis) >= len(KEYS), saying="all wait")
    doorbell.stop()
    assert threads() == set()


def test_its_threads_that_are_not_armed_end_with_it(doorbell: Doorbell) -> None:
    doorbell.stop()
    assert threads() == set()

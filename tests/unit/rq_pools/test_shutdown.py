"""A worker's way to its end: quiet, stop, hard."""

import pytest

from rq_pools.shutdown import DUPLICATE_SIGNAL_SECS, Shutdown
from tests.helpers.clock import Clock

DRAIN_SECS = 20.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("rq_pools.shutdown.time", clock)
    return clock


@pytest.fixture
def shutdown(clock: Clock) -> Shutdown:
    return Shutdown(DRAIN_SECS)


def test_nothing_is_due_before_the_first_word(shutdown: Shutdown, clock: Clock) -> None:
    clock.now += 10**9
    assert not any([shutdown.is_quiet, shutdown.is_hard, shutdown.is_limited, shutdown.is_overdue])


def test_the_first_signal_leaves_running_jobs_the_time_to_drain(shutdown: Shutdown, clock: Clock) -> None:
    shutdown.hear_signal()
    clock.now += DRAIN_SECS
    assert all([shutdown.is_quiet, shutdown.is_limited])
    assert not any([shutdown.is_overdue, shutdown.is_hard])
    clock.now += 0.001
    assert shutdown.is_overdue


def test_a_signal_that_arrives_twice_is_one(shutdown: Shutdown, clock: Clock) -> None:
    shutdown.hear_signal()
    clock.now += DUPLICATE_SIGNAL_SECS
    shutdown.hear_signal()
    assert not any([shutdown.is_hard, shutdown.is_overdue])


def test_a_second_signal_ends_it_at_once(shutdown: Shutdown, clock: Clock) -> None:
    shutdown.hear_signal()
    clock.now += DUPLICATE_SIGNAL_SECS + 0.001
    shutdown.hear_signal()
    clock.now += 0.001
    assert all([shutdown.is_hard, shutdown.is_overdue])


def test_the_first_signal_after_a_command_to_shut_down_does_not_insist(
    shutdown: Shutdown, clock: Clock
) -> None:
    shutdown.begin()
    clock.now += 5
    shutdown.hear_signal()
    clock.now += DRAIN_SECS - 5
    assert not any([shutdown.is_hard, shutdown.is_overdue])
    clock.now += 0.001
    assert shutdown.is_overdue

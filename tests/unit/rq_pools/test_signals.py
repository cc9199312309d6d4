"""Whose SIGINT and SIGTERM are, once a worker has ended."""

import signal
from collections.abc import Iterator

import pytest

from rq_pools.shutdown import DUPLICATE_SIGNAL_SECS
from rq_pools.signals import Signals
from tests.helpers.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("rq_pools.signals.time", clock)
    return clock


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """What the program's own handler of SIGTERM hears."""
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    yield heard
    signal.signal(signal.SIGTERM, before)


def test_they_are_the_workers_while_it_works(clock: Clock, heard: list[int]) -> None:
    signals = Signals()
    signals.keep(lambda *_: None)
    assert not signals.pass_on(signal.SIGTERM)
    assert heard == []


def test_one_that_comes_right_after_the_end_is_ignored(clock: Clock, heard: list[int]) -> None:
    signals = Signals()
    signals.keep(lambda *_: None)
    signals.release()
    clock.now += DUPLICATE_SIGNAL_SECS
    assert signals.pass_on(signal.SIGTERM)
    assert heard == []


def test_a_later_one_is_the_programs_again(clock: Clock, heard: list[int]) -> None:
    signals = Signals()
    signals.keep(lambda *_: None)
    signal.signal(signal.SIGTERM, lambda number, _: signals.pass_on(number))
    signals.release()
    clock.now += DUPLICATE_SIGNAL_SECS + 0.001
    signal.raise_signal(signal.SIGTERM)
    assert heard == [signal.SIGTERM]
    signal.raise_signal(signal.SIGTERM)
    assert heard == [signal.SIGTERM] * 2


def test_of_a_worker_that_has_worked_twice_they_are_the_programs_again(
    clock: Clock, heard: list[int]
) -> None:
    signals = Signals()

    def own(number: int, _: object) -> None:
        signals.pass_on(number)

    for _ in range(2):
        signals.begin()
        signals.keep(own)
        signal.signal(signal.SIGTERM, own)
        signals.release()
    clock.now += DUPLICATE_SIGNAL_SECS + 0.001
    signal.raise_signal(signal.SIGTERM)
    assert heard == [signal.SIGTERM]

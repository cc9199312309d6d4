"""The threads of the slots, and the way of assignments to them and back."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest.mock import Mock

import pytest

from rq_pools.stopping import SlotDeathPenalty, StopToken, current_token
from rq_pools.thread_slots import MAX_STUCK_THREADS, ThreadSlots
from tests.helpers.pool_process import ROOT, environment
from tests.helpers.waiting import wait_until

WAIT_UNDER_SIGNALS = """
import logging, signal, time
from rq_pools.thread_slots import ThreadSlots

slots = ThreadSlots(1, print, 5, logging.getLogger())
signal.signal(signal.SIGALRM, lambda *_: time.sleep(0.002))
signal.setitimer(signal.ITIMER_REAL, 0.003, 0.0031)
for _ in range(400):
    assert slots.wait(0.004) == []
signal.setitimer(signal.ITIMER_REAL, 0)
print("never stuck")
"""

Run = Callable[[Any], None]
Open = Callable[..., ThreadSlots]


@dataclass(eq=False)
class Ticket:
    """What the slots need of an assignment."""

    place: Any
    token: StopToken
    job_id: str
    job: Any


def ticket(slots: ThreadSlots, slot: int) -> Any:
    [place] = [place for place in slots.free_places() if place.slot == slot]
    token = StopToken(f"job-{slot}")
    return Ticket(place=place, token=token, job_id=token.job_id, job=Mock(id=token.job_id))


def ended(slots: ThreadSlots, count: int = 1) -> list[Any]:
    """The assignments that end next."""
    found: list[Any] = []

    def have_ended() -> bool:
        found.extend(slots.wait(0.05))
        return len(found) >= count

    wait_until(have_ended, saying="they end")
    return [each.assignment for each in found]


@pytest.fixture
def open_slots() -> Iterator[Open]:
    """Makes slots that run assignments with a function."""
    opened: list[ThreadSlots] = []

    def make(count: int, run: Run, overrun_secs: float = 60.0) -> ThreadSlots:
        slots = ThreadSlots(count, run, overrun_secs, logging.getLogger("silent"))
        slots.relays = Mock(relay_for=Mock(return_value=Mock(taken=None)))
        slots.open()
        opened.append(slots)
        return slots

    yield make
    for slots in opened:
        slots.close()


def test_each_assignment_runs_in_the_thread_of_its_slot_under_its_own_token(open_slots: Open) -> None:
    seen: dict[int, tuple[str, StopToken | None]] = {}

    def run(given: Any) -> None:
        seen[given.place.slot] = (threading.current_thread().name, current_token())

    slots = open_slots(2, run)
    given = [ticket(slots, 0), ticket(slots, 1)]
    for each in given:
        slots.start(each)
    assert set(ended(slots, 2)) == set(given)
    assert seen == {slot: (given[slot].place.thread, given[slot].token) for slot in (0, 1)}


def test_a_slot_is_free_until_it_is_given_something_and_again_when_that_has_ended(open_slots: Open) -> None:
    go = threading.Event()
    slots = open_slots(2, lambda given: go.wait(20))
    slots.start(ticket(slots, 1))
    assert [place.slot for place in slots.free_places()] == [0]
    go.set()
    ended(slots)
    assert [place.slot for place in slots.free_places()] == [0, 1]


def test_an_assignment_that_raises_ends_as_well_and_its_thread_goes_on(open_slots: Open) -> None:
    def run(given: Any) -> None:
        raise SystemExit

    slots = open_slots(1, run)
    for _ in range(2):
        given = ticket(slots, 0)
        slots.start(given)
        assert ended(slots) == [given]
    assert slots.wait(0) == []


def interruptible(go: threading.Event) -> Run:
    """A run with a time limit that is long over, in a call that cannot be interrupted."""

    def run(given: Any) -> None:
        with SlotDeathPenalty(0.001, TimeoutError):
            go.wait(60)

    return run


def test_a_stuck_thread_is_abandoned_and_its_slot_gets_a_new_one(open_slots: Open) -> None:
    go = threading.Event()
    slots = open_slots(1, interruptible(go), overrun_secs=0.01)
    given = ticket(slots, 0)
    slots.start(given)
    first = given.place.thread

    def is_abandoned() -> bool:
        slots.enforce(given)
        return given in [each.assignment for each in slots.wait(0.01)]

    wait_until(is_abandoned, saying="it is abandoned")
    assert given.token.given_up
    assert isinstance(given.token.failure, TimeoutError)
    go.set()
    again = ticket(slots, 0)
    slots.start(again)
    assert ended(slots) == [again]
    assert [place.slot for place in slots.free_places()] == [0]
    assert len([thread for thread in threading.enumerate() if thread.name == first]) <= 2


def test_slots_are_broken_once_too_many_threads_are_stuck(open_slots: Open) -> None:
    go = threading.Event()
    slots = open_slots(1, interruptible(go), overrun_secs=0.0)

    def is_abandoned(given: Any) -> bool:
        slots.enforce(given)
        return bool(slots.wait(0.001))

    for number in range(MAX_STUCK_THREADS + 1):
        assert not slots.is_broken(), number
        given = ticket(slots, 0)
        slots.start(given)
        wait_until(partial(is_abandoned, given), saying="it is abandoned")
    assert slots.is_broken()
    go.set()
    wait_until(lambda: not slots.is_broken(), saying="they have ended after all")


def test_waking_ends_a_wait_also_one_that_begins_later(open_slots: Open) -> None:
    slots = open_slots(1, lambda given: None)
    slots.wake()
    begun = time.monotonic()
    assert slots.wait(60) == []
    assert time.monotonic() - begun < 30


def test_a_signal_at_the_end_of_a_wait_does_not_make_it_wait_for_ever() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WAIT_UNDER_SIGNALS],
        env=environment({}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.stdout == "never stuck\n", done.stderr

"""The threads of the slots, and the way of assignments to them and back."""

import logging
import subprocess
import sys
import threading
from typing import Any
from unittest.mock import Mock

from rq_pools.assignment import Assignment
from rq_pools.slot_threads import SlotThreads
from rq_pools.stopping import StopToken, current_token
from tests.helpers.pool_process import ROOT, environment

WAIT_UNDER_SIGNALS = """
import logging, signal, time
from rq_pools.slot_threads import SlotThreads

threads = SlotThreads(1, print, logging.getLogger())
signal.signal(signal.SIGALRM, lambda *_: time.sleep(0.002))
signal.setitimer(signal.ITIMER_REAL, 0.003, 0.0031)
for _ in range(400):
    assert threads.next_end(0.004) is None
signal.setitimer(signal.ITIMER_REAL, 0)
print("never stuck")
"""


def assignment(slot: int) -> Any:
    return Assignment(slot, Mock(), Mock(), Mock(), StopToken(f"job-{slot}"))


def test_each_assignment_runs_in_the_thread_of_its_slot_under_its_own_token() -> None:
    seen: dict[int, tuple[str, StopToken | None]] = {}

    def run(given: Assignment) -> None:
        seen[given.slot] = (threading.current_thread().name, current_token())

    threads = SlotThreads(2, run, logging.getLogger())
    threads.start()
    given = [assignment(0), assignment(1)]
    for each in given:
        threads.give(each)
    ended = {threads.next_end(10), threads.next_end(10)}
    assert ended == set(given)
    assert seen == {slot: (f"slot-{slot}", given[slot].token) for slot in (0, 1)}


def test_an_assignment_that_raises_ends_as_well_and_its_thread_goes_on() -> None:
    def run(given: Assignment) -> None:
        raise SystemExit

    threads = SlotThreads(1, run, logging.getLogger("silent"))
    threads.start()
    for _ in range(2):
        given = assignment(0)
        threads.give(given)
        assert threads.next_end(10) is given
    assert threads.next_end(0) is None


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

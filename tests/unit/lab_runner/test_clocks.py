"""How far the clocks of hosts can differ from the lab's, told by the times of events."""

import pytest

from download_task import Runner
from lab_runner.redis_witness import clock_bound_secs
from wire import Ended, Event, Queued, Started
from wire.run import iso

REDIS = 1_700_000_000.0
"""Redis's clock when the batch was queued."""
SAME = (0.0, 0.0)


def run_on(host: str, *, at: float, took: float = 1.0, ahead: float = 0.0) -> list[tuple[float, Event]]:
    """A task that starts so long after it was queued, on a host whose clock is ahead; events take 2 ms."""
    runner = Runner(host, 1, 1, 0, "task")
    start = Started("n", 1, host, "threads", iso(REDIS + at + ahead), runner)
    end = Ended("n", 1, "finished", iso(REDIS + at + took + ahead))
    return [
        (REDIS + at + 0.002, Event("started", start, "b", f"on-{host}-{at}")),
        (REDIS + at + took + 0.002, Event("finished", end, "b", f"on-{host}-{at}")),
    ]


def bound(*runs: list[tuple[float, Event]], own: tuple[float, float] = SAME) -> float | None:
    events = [(REDIS, Event("queued", Queued(2, "threads"), "b")), *(event for run in runs for event in run)]
    return clock_bound_secs(iter(events), "b", own)


def test_clocks_that_agree_differ_by_no_more_than_a_task_took_to_start() -> None:
    assert bound(run_on("a", at=0.03), run_on("b", at=0.05)) == pytest.approx(0.05)


@pytest.mark.parametrize("ahead", [3.0, -3.0])
def test_a_clock_that_is_wrong_is_seen_whatever_the_others_say(ahead: float) -> None:
    found = bound(run_on("a", at=0.03), run_on("b", at=0.03, ahead=ahead))
    assert found is not None
    assert 3.0 <= found < 3.04


def test_the_first_task_of_a_host_bounds_it_best() -> None:
    assert bound(run_on("a", at=0.03), run_on("a", at=7.0)) == pytest.approx(0.03)


def test_the_labs_own_clock_counts() -> None:
    assert bound(run_on("a", at=0.03), own=(-2.0, -1.9)) == pytest.approx(2.03)


def test_without_events_of_the_batch_nothing_is_known() -> None:
    assert bound() is None
    assert clock_bound_secs(iter(run_on("a", at=0.0)), "another", SAME) is None
    assert clock_bound_secs(iter(run_on("a", at=0.0)), "b", SAME) is None

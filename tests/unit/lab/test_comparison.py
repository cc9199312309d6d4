"""What the figures of a leg mean."""

import heapq

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.comparison import Runners, compare, count_runners, ideal_secs
from lab.leg import Leg
from tests.helpers.outcomes import outcome

durations = st.lists(st.floats(0, 1_000), max_size=30)
slots = st.integers(1, 40)


def greedy_makespan(durations_secs: list[float], slots: int) -> float:
    """How long a real schedule takes: each task goes to the slot that is free first."""
    free_at = [0.0] * slots
    for secs in durations_secs:
        heapq.heappush(free_at, heapq.heappop(free_at) + secs)
    return max(free_at)


@given(durations, slots)
def test_no_schedule_beats_the_ideal(secs: list[float], slots: int) -> None:
    assert ideal_secs(secs, slots) <= greedy_makespan(secs, slots) * (1 + 1e-9)


@given(durations, slots)
def test_more_slots_never_make_the_ideal_worse(secs: list[float], slots: int) -> None:
    assert ideal_secs(secs, slots + 1) <= ideal_secs(secs, slots)


@given(durations)
def test_with_one_slot_the_ideal_is_the_sum_and_with_many_the_longest(secs: list[float]) -> None:
    assert ideal_secs(secs, 1) == pytest.approx(sum(secs))
    assert ideal_secs(secs, len(secs) + 1) == max(secs, default=0.0)


def test_the_ideal_of_nothing_is_no_time() -> None:
    assert ideal_secs([], 4) == ideal_secs([0.0], 0) == 0.0


def test_runners_are_counted_within_their_host_and_process() -> None:
    outcomes = [
        outcome(host="a", pid=1, thread=1),
        outcome(host="a", pid=1, thread=2),
        outcome(host="a", pid=1, thread=2, interpreter=1),
        outcome(host="a", pid=2, thread=1),
        outcome(host="b", pid=1, thread=1),
        outcome(host="b", pid=1, thread=1),
    ]
    assert count_runners(outcomes) == Runners(hosts=2, processes=3, interpreters=4, threads=4)
    assert count_runners([]) == Runners(0, 0, 0, 0)


def test_a_leg_is_compared_with_the_sequential_one() -> None:
    sequential = Leg("sequential", 1, 6.0, [outcome(wall_secs=secs) for secs in (1.0, 2.0, 3.0)])
    pool = Leg("thread_pool", 2, 4.0, [outcome(thread=1), outcome(thread=2), outcome(thread=2)])
    comparison = compare(pool, sequential)
    assert comparison.leg is pool
    assert comparison.speed_up == 1.5
    assert comparison.ideal_secs == 3.0
    assert comparison.ratio_to_ideal == pytest.approx(4 / 3)
    assert comparison.runners.threads == 2
    assert comparison.failed == 0


@pytest.mark.parametrize(("slots", "ideal"), [(1, 8.0), (2, 4.0), (8, 4.0)])
def test_computing_is_spread_over_the_cores_and_not_over_more_slots(slots: int, ideal: float) -> None:
    computing = [outcome(wall_secs=2.0, cpu_secs=2.0)] * 4
    comparison = compare(Leg("threads", slots, 8.0, computing), Leg("sequential", 1, 8.0, computing), cores=2)
    assert comparison.ideal_secs == ideal


def test_a_leg_in_which_a_download_failed_has_no_speed_up() -> None:
    whole = Leg("sequential", 1, 4.0, [outcome(), outcome()])
    broken = Leg("threads", 2, 0.1, [outcome(), outcome(state="failed")])
    for comparison in (compare(broken, whole), compare(whole, broken)):
        assert (comparison.speed_up, comparison.ratio_to_ideal) == (None, None)
    assert compare(broken, whole).failed == 1


def test_a_leg_that_took_no_time_is_compared_as_well() -> None:
    nothing = Leg("sequential", 1, 0.0, [])
    comparison = compare(nothing, nothing)
    assert (comparison.speed_up, comparison.ratio_to_ideal) == (None, None)
    assert (comparison.ideal_secs, comparison.failed) == (0.0, 0)

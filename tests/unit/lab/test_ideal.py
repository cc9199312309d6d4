"""The ideal: in how little time the tasks could have run."""

import heapq

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.ideal import ideal_secs
from lab.shares import Shares
from lab.statistics import summarise
from tests.helpers.experiments import leg, leg_run, task

lengths = st.lists(st.floats(0, 1_000), max_size=30)
slots = st.integers(1, 40)


def waiting(lengths_secs: list[float]) -> list[Shares]:
    return [Shares(waiting=secs) for secs in lengths_secs]


def computing(lengths_secs: list[float]) -> list[Shares]:
    return [Shares(computing=secs) for secs in lengths_secs]


def first_come_makespan(lengths_secs: list[float], slots: int) -> float:
    """How long a real schedule takes: each task goes to the slot that is free first."""
    free_at = [0.0] * slots
    for secs in lengths_secs:
        heapq.heappush(free_at, heapq.heappop(free_at) + secs)
    return max(free_at)


@given(lengths, slots)
def test_the_ideal_is_between_the_bound_and_four_thirds_of_any_schedule(
    secs: list[float], slots: int
) -> None:
    """Never less than is possible, and never so much that a bad schedule looks good."""
    ideal = ideal_secs(waiting(secs), slots=slots, cores=1)
    assert ideal >= max(sum(secs) / slots, max(secs, default=0.0)) * (1 - 1e-9)
    assert ideal <= first_come_makespan(secs, slots) * 4 / 3 + 1e-9


@given(lengths)
def test_with_one_slot_the_ideal_is_the_sum_and_with_many_the_longest(secs: list[float]) -> None:
    """The two ends."""
    assert ideal_secs(waiting(secs), slots=1, cores=1) == pytest.approx(sum(secs))
    assert ideal_secs(waiting(secs), slots=len(secs) + 1, cores=1) == max(secs, default=0.0)


def test_nine_equal_tasks_in_eight_slots_take_two_rounds() -> None:
    """A bound that spreads them evenly (1.125 s) cannot be reached by anyone."""
    assert ideal_secs(waiting([1.0] * 9), slots=8, cores=2) == 2.0


def test_the_longest_tasks_begin_first() -> None:
    """Four short tasks beside a long one; begun last, it would end at 6 s."""
    assert ideal_secs(waiting([1.0, 1.0, 1.0, 1.0, 4.0]), slots=2, cores=1) == 4.0


@pytest.mark.parametrize(("slots", "ideal"), [(1, 6.0), (2, 4.0), (3, 3.0), (8, 3.0)])
def test_computing_is_spread_over_cores_and_not_over_more_slots(slots: int, ideal: float) -> None:
    """Three tasks on two cores take turns, so that 6 s of computing take 3 s; in two slots they cannot."""
    assert ideal_secs(computing([2.0] * 3), slots=slots, cores=2) == ideal


def test_a_quota_of_cores_need_not_be_whole() -> None:
    """A container may have half a core."""
    assert ideal_secs(computing([1.0] * 4), slots=8, cores=1.5) == pytest.approx(4 / 1.5)
    assert ideal_secs(computing([1.0] * 4), slots=8, cores=0.5) == pytest.approx(8.0)


def test_what_the_baseline_lost_to_other_programs_is_no_part_of_the_ideal() -> None:
    """Another program took the core for 1 s of the baseline's 3 s."""
    slow = leg(
        leg_run(task(secs=3.0, work=3.0, cpu=2.0, core_wait_secs=1.0, work_core_wait_secs=1.0)),
        model="sequential",
    )
    found = summarise(slow, slow, cores=2)
    assert found is not None
    assert (found.ideal_secs, found.ratio_to_ideal) == (2.0, 1.5)

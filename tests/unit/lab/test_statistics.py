"""What the figures of a leg mean."""

from dataclasses import replace
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.bootstrap import confidence, median_interval, ratio_interval
from lab.experiment import Interval, Leg, Summary
from lab.statistics import median_run, summarise
from tests.helpers.experiments import leg, leg_run, repeated, task

times = st.floats(0.01, 1_000)
several = st.lists(times, min_size=1, max_size=20)


def summary(of: Leg, baseline: Leg | None = None, cores: float = 2.0) -> Summary:
    """The summary of a leg that has runs."""
    found = summarise(of, baseline, cores=cores)
    assert found is not None
    return found


def test_a_leg_without_a_repeat_has_no_summary() -> None:
    """Half of an experiment is shown while it runs."""
    assert summarise(leg(), repeated([1.0]), cores=2) is None


@settings(deadline=None, max_examples=30)  # a busy machine is no failure
@given(several)
def test_an_interval_contains_its_median_and_lies_within_the_range(values: list[float]) -> None:
    """Neither a reader nor a bar may see a median outside its interval."""
    low, high = median_interval(values)
    assert min(values) <= low <= median(values) <= high <= max(values)


@settings(deadline=None, max_examples=30)  # a busy machine is no failure
@given(several, several)
def test_the_interval_of_a_ratio_contains_the_ratio(above: list[float], below: list[float]) -> None:
    """The same of a speed-up."""
    interval = ratio_interval(above, below)
    assert interval is not None
    ratio = median(above) / median(below)
    assert interval.low <= ratio * (1 + 1e-9)
    assert interval.high >= ratio * (1 - 1e-9)


@pytest.mark.parametrize("values", [[3.0], [1.0, 2.0], [1.0, 5.0, 2.0], [4.0, 1.0, 3.0, 2.0]])
def test_of_few_repeats_the_interval_is_the_range(values: list[float]) -> None:
    """So nothing is called certain that three repeats cannot show."""
    assert median_interval(values) == Interval(min(values), max(values))


@pytest.mark.parametrize(
    ("repeats", "most"), [(1, 0.0), (2, 0.5), (3, 0.75), (5, 0.9375), (6, 0.95), (20, 0.95)]
)
def test_an_interval_of_few_repeats_is_no_95_percent_interval(repeats: int, most: float) -> None:
    """The report says how much it is worth."""
    assert confidence(repeats) == most


def test_intervals_are_the_same_each_time() -> None:
    """The page, the API and the report compute them apart."""
    values = [1.0, 1.4, 1.1, 0.9, 1.2, 2.0, 1.05, 0.97]
    assert median_interval(values) == median_interval(list(values))
    low, high = median_interval(values)
    assert 0.9 < low < high < 2.0


def test_a_leg_is_compared_with_its_baseline() -> None:
    """Medians over medians, not means of what an outlier spoils."""
    found = summary(repeated([1.0, 9.0, 1.0]), repeated([2.0, 2.0, 2.0], model="sequential", slots=1))
    assert (found.median_secs, found.interval_secs) == (1.0, Interval(1.0, 9.0))
    assert (found.speed_up, found.speed_up_interval) == (2.0, Interval(2 / 9, 2.0))


def test_the_baseline_is_as_fast_as_itself() -> None:
    """By definition: its noise is no interval of a speed-up."""
    baseline = repeated([1.0, 1.5], model="sequential")
    found = summary(baseline, baseline)
    assert (found.speed_up, found.speed_up_interval) == (1.0, Interval(1.0, 1.0))


def test_without_a_baseline_there_is_no_speed_up_and_no_ideal() -> None:
    """A baseline that cannot run, or has not yet."""
    for baseline in (None, leg(model="sequential")):
        found = summary(repeated([1.0]), baseline)
        assert (found.speed_up, found.speed_up_interval, found.ideal_secs, found.ratio_to_ideal) == (
            None,
        ) * 4


def test_a_leg_in_which_a_task_failed_has_no_speed_up() -> None:
    """A leg is not fast because it gave up."""
    whole = leg(leg_run(task(0), task(1)), model="sequential")
    broken = leg(leg_run(task(0), task(1, ended="failed")))
    for found in (summary(broken, whole), summary(whole, broken)):
        assert (found.speed_up, found.ratio_to_ideal) == (None, None)
    assert summary(broken, whole).failed == 1


def test_a_task_that_was_handed_back_and_finished_later_has_finished() -> None:
    """A killed worker's task runs again."""
    run = leg_run(task(0, ended="lost", host="a"), task(0, start=1.0, host="b"), task(1, host="a"))
    found = summary(leg(run, model="distributed"), repeated([3.0]))
    assert (found.failed, found.hosts) == (0, 2)
    assert found.speed_up == 1.5


def test_the_drawn_run_is_that_with_the_median_makespan() -> None:
    """What is seen is what the median says."""
    assert median_run(repeated([3.0, 1.0, 2.0]).runs) == 2
    assert median_run(repeated([3.0, 1.0, 4.0, 2.0]).runs) == 3
    assert median_run(repeated([1.0]).runs) == 0


def test_runners_are_counted_within_their_host_and_process() -> None:
    """Thread 1 of one process is not thread 1 of another."""
    run = leg_run(
        task(0, host="a", pid=1, thread_id=1),
        task(1, host="a", pid=1, thread_id=2),
        task(2, host="a", pid=1, thread_id=2, interpreter_id=1),
        task(3, host="a", pid=2, thread_id=1),
        task(4, host="b", pid=1, thread_id=1),
    )
    found = summary(leg(run))
    assert (found.hosts, found.processes, found.interpreters, found.threads) == (2, 3, 4, 4)


def test_a_wait_that_may_be_for_a_core_is_no_wait_for_the_gil() -> None:
    both = [task(n, secs=2.0, work=2.0, cpu=1.0, thread_id=n) for n in range(2)]
    unknown = [replace(one, core_wait_secs=None, work_core_wait_secs=None) for one in both]
    assert summary(leg(leg_run(*both))).gil_wait_secs == 2.0
    assert summary(leg(leg_run(*unknown))).gil_wait_secs is None
    assert summary(leg(leg_run(unknown[0]))).gil_wait_secs == 0.0


def test_figures_that_some_run_lacks_are_unknown() -> None:
    """A median of half of the runs is no median of the leg."""
    measured, unknown = (
        leg_run(task(), cpu_secs=1.0, peak_pss_bytes=10),
        leg_run(task(), cpu_secs=None, repeat=1),
    )
    found = summary(leg(measured, unknown))
    assert (found.cpu_secs, found.peak_pss_bytes, found.cores_used) == (None, None, None)
    found = summary(leg(measured))
    assert (found.cpu_secs, found.peak_pss_bytes, found.cores_used) == (1.0, 10, 1.0)

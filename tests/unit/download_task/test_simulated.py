"""The note's task: it sleeps for randint(5, 10) seconds, and reports when it starts and ends."""

import os
from itertools import pairwise
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from download_task import Download, Report, download_task, seconds_to_download, simulated
from download_task import report as report_module
from tests.helpers.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What the simulated download and its reports take for the time."""
    clock = Clock()
    monkeypatch.setattr(simulated, "time", clock)
    monkeypatch.setattr(report_module, "time", clock)
    return clock


@given(st.none() | st.integers(), st.floats(0, 100))
def test_it_takes_a_whole_number_of_seconds_from_5_to_10_times_the_scale(
    seed: int | None, time_scale: float
) -> None:
    secs = seconds_to_download(Download("C++", seed=seed, time_scale=time_scale))
    assert secs in {whole * time_scale for whole in range(5, 11)}


@given(st.integers())
def test_the_same_seed_and_name_take_equally_long(seed: int) -> None:
    assert seconds_to_download(Download("a", seed=seed)) == seconds_to_download(Download("a", seed=seed))


def test_seeds_and_names_make_all_of_the_durations() -> None:
    by_seed = {seconds_to_download(Download("a", seed=seed)) for seed in range(100)}
    by_name = {seconds_to_download(Download(f"{number}", seed=1)) for number in range(100)}
    assert by_seed == by_name == {5, 6, 7, 8, 9, 10}


def test_a_seeded_duration_is_the_same_in_every_process_and_version() -> None:
    assert [seconds_to_download(Download("Python3.7", seed=seed)) for seed in range(5)] == [8, 7, 8, 9, 5]


def test_it_sleeps_as_long_as_it_takes(clock: Clock) -> None:
    download = Download("a", seed=3)
    download_task(download)
    assert clock.now - 1_000 == pytest.approx(seconds_to_download(download))


def test_it_tells_progress_at_most_ten_times_a_second(clock: Clock) -> None:
    told: list[tuple[float, float]] = []

    def report(report: Report) -> None:
        if report.kind == "progress" and report.fraction is not None:
            told.append((clock.now, report.fraction))

    download = Download("a", seed=3)
    download_task(download, report=report)
    secs = seconds_to_download(download)
    gaps = [later - sooner for (sooner, _), (later, _) in pairwise(told)]
    assert min(gaps) >= 0.1 - 1e-9
    assert secs * 5 <= len(told) <= secs * 10
    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions)
    assert 0 < fractions[0] <= fractions[-1] <= 1


def test_a_time_scale_of_nothing_does_not_sleep(clock: Clock) -> None:
    outcome = download_task(Download("a", time_scale=0.0))
    assert (outcome.state, clock.sleeps) == ("finished", [])


@pytest.mark.parametrize("asked_before", [0, 1, 2, 17])
def test_it_stops_within_a_slice_of_being_cancelled(clock: Clock, asked_before: int) -> None:
    cancelled = Mock(side_effect=[False] * asked_before + [True])
    outcome = download_task(Download("a"), cancelled=cancelled)
    assert (outcome.state, outcome.sha256, outcome.path) == ("cancelled", None, None)
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.retryable) == ("cancelled", False)
    assert len(clock.sleeps) == max(0, asked_before - 1)
    assert all(secs <= 0.1 for secs in clock.sleeps)


def test_it_reports_facts_when_it_starts_and_when_it_ends() -> None:
    reports: list[Report] = []
    outcome = download_task(Download("C++", time_scale=0), report=reports.append)
    assert [(report.kind, report.name) for report in reports] == [("started", "C++"), ("ended", "C++")]
    assert {report.runner.pid for report in reports} == {os.getpid()}
    assert [report.wall_secs for report in reports] == [None, outcome.wall_secs]
    assert [report.fraction for report in reports] == [None, 1.0]


def test_its_last_report_says_why_it_did_not_finish() -> None:
    reports: list[Report] = []
    outcome = download_task(Download("C++"), report=reports.append, cancelled=lambda: True)
    assert outcome.failure is not None
    assert [report.failure for report in reports] == [None, outcome.failure]

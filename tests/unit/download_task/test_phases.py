"""Reports tell the phase of the task, and what its thread has used so far."""

from itertools import pairwise
from unittest.mock import Mock

import pytest

from download_task import Download, Report, Work, download_task
from download_task import report as report_module
from tests.helpers.clock import Clock


def test_the_work_is_reported_from_its_beginning_with_the_part_of_its_rounds() -> None:
    reports: list[Report] = []
    ended = download_task(Download("a", time_scale=0.02, work=Work("python", 300)), report=reports.append)
    phases = [(report.kind, report.phase) for report in reports]
    first = phases.index(("progress", "work"))
    assert set(phases[1:first]) == {("progress", "download")}
    assert set(phases[first:-1]) == {("progress", "work")}
    assert (phases[0], phases[-1]) == (("started", "download"), ("ended", "work"))
    fractions = [report.fraction or 0.0 for report in reports[first:-1]]
    assert fractions[0] == 0.0
    assert fractions == sorted(set(fractions))
    assert 0 < fractions[-1] <= 1
    assert reports[-1].cpu_secs >= ended.work_cpu_secs > 0


def test_usage_grows_and_time_passes_from_report_to_report() -> None:
    reports: list[Report] = []
    ended = download_task(Download("a", time_scale=0.02, work=Work("python", 200)), report=reports.append)
    for sooner, later in pairwise(reports):
        assert later.cpu_secs >= sooner.cpu_secs
        assert (later.core_wait_secs or 0) >= (sooner.core_wait_secs or 0)
        assert later.at >= sooner.at
    assert reports[0].at >= ended.started_at
    assert reports[-1].cpu_secs >= ended.cpu_secs


def test_rounds_are_reported_at_most_ten_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(report_module, "time", clock)
    told: list[float] = []

    def cancelled() -> bool:
        clock.sleep(0.03)
        return False

    download_task(
        Download("a", time_scale=0, work=Work("python", 100)),
        report=lambda _: told.append(clock.now),
        cancelled=cancelled,
    )
    assert 25 <= len(told) <= 33  # in three seconds, with the start, the work's beginning and the end


def test_the_phases_of_a_task_without_work_are_one() -> None:
    reports: list[Report] = []
    ended = download_task(Download("a", time_scale=0.01), report=reports.append)
    assert {report.phase for report in reports} == {"download"}
    assert (ended.work_secs, ended.work_cpu_secs, ended.work_core_wait_secs) == (0, 0, None)


def test_work_that_is_cancelled_has_taken_its_time_so_far() -> None:
    cancelled = Mock(side_effect=[False] * 20 + [True])
    ended = download_task(Download("a", time_scale=0, work=Work("python", 1_000)), cancelled=cancelled)
    assert ended.state == "cancelled"
    assert ended.wall_secs >= ended.work_secs >= ended.work_cpu_secs - 0.001
    assert ended.work_cpu_secs > 0

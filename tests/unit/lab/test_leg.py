"""A leg runs download_task itself under a model, and measures it."""

import pytest

from concurrency import MODELS
from download_task import Download, Outcome, Report
from lab.leg import run_leg

DOWNLOADS = [Download(f"{number}", time_scale=0.001, seed=number) for number in range(5)]


@pytest.mark.parametrize(("model", "at_a_time"), [("sequential", 1), ("threads", 5), ("thread_pool", 2)])
def test_a_leg_has_an_outcome_per_download_in_their_order(model: str, at_a_time: int) -> None:
    leg = run_leg(MODELS[model], DOWNLOADS, slots=2)
    assert (leg.model, leg.slots) == (model, at_a_time)
    assert [outcome.download_id for outcome in leg.outcomes] == [download.id for download in DOWNLOADS]
    assert {outcome.runner.task for outcome in leg.outcomes} == {"download_task.task.download_task"}
    assert leg.makespan_secs >= max(outcome.wall_secs for outcome in leg.outcomes)


def test_a_leg_tells_reports_and_ends_as_they_come() -> None:
    reports: list[Report] = []
    done: dict[int, Outcome] = {}
    leg = run_leg(MODELS["sequential"], DOWNLOADS, slots=1, report=reports.append, on_done=done.__setitem__)
    assert list(done.values()) == leg.outcomes
    assert [report.kind for report in reports].count("ended") == 5


def test_a_leg_of_nothing_takes_no_slots() -> None:
    leg = run_leg(MODELS["threads"], [], slots=2)
    assert (leg.slots, leg.outcomes) == (0, [])

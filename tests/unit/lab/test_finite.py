"""A figure that JSON cannot say fails its leg, and is never kept or sent."""

from pathlib import Path

import pytest

from lab.leg_process.journal import append
from lab.running.errors import LegFailed
from lab.running.finite import require_finite
from tests.helpers.experiments import leg_run, task

UNSAYABLE = [float("nan"), float("inf"), float("-inf")]


@pytest.mark.parametrize("figure", UNSAYABLE)
def test_a_run_with_a_figure_that_is_none_has_failed(figure: float) -> None:
    for run in (leg_run(task(), makespan_secs=figure), leg_run(task(core_wait_secs=figure))):
        with pytest.raises(LegFailed) as failed:
            require_finite(run)
        assert failed.value.fact.code == "not-finite"
    run = leg_run(task(core_wait_secs=None))
    assert require_finite(run) is run


@pytest.mark.parametrize("figure", UNSAYABLE)
def test_a_leg_writes_none_into_its_journal(figure: float, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        append(tmp_path / "journal", "result", makespan_secs=figure)

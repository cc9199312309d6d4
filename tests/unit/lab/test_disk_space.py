"""A leg whose files do not fit is refused with a sentence, before it fails half-way."""

import shutil
from pathlib import Path

import pytest

from lab.experiment import LegPlan, Plan
from lab.running.disk_space import require_disk_space
from lab.running.errors import LegUnavailable
from lab.sentences import obstacle_sentence
from words import Words

MIB = 1024**2


@pytest.fixture
def free_mib(monkeypatch: pytest.MonkeyPatch) -> int:
    """The size of the lab's file system in memory before."""
    usage = type(shutil.disk_usage("/"))(512 * MIB, 0, 512 * MIB)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    return 512


def test_files_that_do_not_fit_are_refused_with_both_figures(free_mib: int) -> None:
    plan = Plan("http", (LegPlan("thread_pool"),), tasks=500)
    with pytest.raises(LegUnavailable) as refused:
        require_disk_space(plan, Path())
    said = obstacle_sentence(Words("en"), "unavailable", refused.value.fact)
    assert "500 tasks need 516 MiB" in said
    assert f"{free_mib} MiB are free" in said


@pytest.mark.parametrize(("workload", "tasks"), [("http", 400), ("waiting", 1_000)])
@pytest.mark.usefixtures("free_mib")
def test_what_fits_or_downloads_nothing_runs(workload: str, tasks: int) -> None:
    require_disk_space(
        Plan.from_dict({"workload": workload, "legs": [{"model": "threads"}], "tasks": tasks}), Path()
    )

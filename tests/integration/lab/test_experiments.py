"""An experiment runs each leg in fresh processes of the Python asked for, and measures it."""

import resource
import subprocess
from pathlib import Path

import pytest

from concurrency import MODELS
from download_task.request import WORK_KINDS
from lab.experiment import Experiment, LegPlan, Plan, WorkloadName
from lab.pythons import find_pythons
from lab.running import run_experiment
from lab.running.import_path import leg_environment
from tests.helpers.lab_plans import PYTHONS, plan_of
from tests.helpers.seen_progress import SeenProgress

RESULTS = """
from download_task import Download, Work, download_task
from download_task.request import WORK_KINDS
print([download_task(Download("a", time_scale=0, work=Work(kind, 3))).work_result for kind in WORK_KINDS])
"""


def test_every_python_computes_the_same(tmp_path: Path) -> None:
    said = {
        python.id: subprocess.run(
            [python.path, "-P", "-c", RESULTS],
            env=leg_environment(tmp_path),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for python in find_pythons()
    }
    assert len(set(said.values())) == 1, said
    assert len(WORK_KINDS) == 3


@pytest.mark.parametrize("python", PYTHONS)
def test_every_model_runs_all_tasks_under_every_python(python: str) -> None:
    experiment = run_experiment(plan_of(*MODELS, pythons=[python], workload="mixed"))
    for leg in experiment.legs:
        if leg.unavailable is not None:
            assert (leg.plan.model, leg.unavailable.code) == ("interpreter_pool", "needs-python")
            continue
        (run,) = leg.runs
        assert [(task.index, task.name, task.ended) for task in run.tasks] == [
            (number, f"task-{number + 1:03}", "finished") for number in range(4)
        ]
        assert leg.slots == MODELS[leg.plan.model].at_a_time(2, 4)
        assert all(0 <= task.started_secs < task.ended_secs for task in run.tasks)
        assert max(task.ended_secs for task in run.tasks) <= run.makespan_secs + 0.01
        assert all({sample.phase for sample in task.samples} == {"download", "work"} for task in run.tasks)


def test_each_run_has_a_fresh_process_and_legs_mix_within_each_repeat() -> None:
    plan = plan_of("sequential", "threads", "thread_pool", "asyncio_gather", repeats=3, tasks=1, scale=0.01)
    experiment = run_experiment(plan)
    runs = [(run.order, leg.plan.key, run) for leg in experiment.legs for run in leg.runs]
    runs.sort(key=lambda run: run[0])
    assert [order for order, _, _ in runs] == list(range(12))
    assert len({task.pid for _, _, run in runs for task in run.tasks}) == 12
    assert not any(task.thread_id == task.pid for _, _, run in runs for task in run.tasks), "the main thread"
    assert [run.repeat for _, _, run in runs] == [0] * 4 + [1] * 4 + [2] * 4
    assert len({tuple(key for _, key, _ in runs[start : start + 4]) for start in (0, 4, 8)}) > 1


def test_the_experiment_grows_and_samples_are_kept_of_the_run_that_is_drawn() -> None:
    seen: list[Experiment] = []
    experiment = run_experiment(plan_of("sequential", repeats=2), on_change=seen.append)
    assert [(each.state, len(each.legs[0].runs)) for each in seen] == [
        ("running", 0),
        ("running", 1),
        ("running", 2),
        ("finished", 2),
    ]
    (leg,) = experiment.legs
    sampled = [number for number, run in enumerate(leg.runs) if any(task.samples for task in run.tasks)]
    assert sampled == [leg.shown_run]
    assert leg.summary is not None
    assert experiment.ended_at is not None


def test_progress_tells_who_runs_what_a_few_times_a_second() -> None:
    seen = SeenProgress()
    experiment = run_experiment(plan_of("thread_pool", scale=1.0, tasks=3), on_progress=seen)
    run = experiment.legs[0].runs[0]
    told = {task.task: task for progress in seen.all for task in progress.tasks}
    assert {(task.task, task.pid, task.thread_id) for task in told.values()} == {
        (task.index, task.pid, task.thread_id) for task in run.tasks
    }
    assert {(each.leg, each.repeat, each.order, each.of) for each in seen.all} == {("thread_pool", 0, 0, 1)}
    assert len(seen.all) <= 3 + 5 * run.makespan_secs


def test_files_are_downloaded_from_the_origin_and_removed(origin_url: str, legs_folder: Path) -> None:
    plan = plan_of("threads", "process_pool", workload="http", pythons=PYTHONS[:2])
    experiment = run_experiment(plan, origin_url=origin_url)
    for leg in experiment.legs:
        (run,) = leg.runs
        assert [task.size_bytes for task in run.tasks] == [1024**2] * 4
    assert list(legs_folder.glob("parallax-leg-*")) == []


@pytest.mark.parametrize(
    ("leg", "workload", "code"),
    [
        (LegPlan("threads", python="2.7"), "waiting", "no-python"),
        (LegPlan("distributed", pool="any"), "waiting", "no-workers"),
        (LegPlan("threads"), "http", "no-origin"),
    ],
)
def test_a_leg_that_cannot_run_here_says_why_and_the_others_run(
    leg: LegPlan, workload: WorkloadName, code: str
) -> None:
    experiment = run_experiment(Plan(workload, (leg, LegPlan("sequential")), tasks=1, scale=0.01))
    refused, other = experiment.legs
    assert refused.unavailable is not None
    assert (refused.unavailable.code, refused.runs) == (code, ())
    assert (len(other.runs), experiment.state) == ((0, "failed") if workload == "http" else (3, "finished"))


def test_more_processes_than_files_allow_are_refused() -> None:
    """A leg's process has the limits of the lab."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        experiment = run_experiment(plan_of("processes", tasks=100, scale=0.01))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert experiment.legs[0].unavailable is not None
    assert experiment.legs[0].unavailable.code == "open-files"

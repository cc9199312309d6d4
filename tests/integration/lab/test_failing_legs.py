"""A leg that dies, hangs or writes garbage fails alone; a cancelled or killed lab leaves no process."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from math import inf
from pathlib import Path

import pytest

from lab.experiment import Experiment
from lab.running import Progress, local_leg, run_experiment
from tests.helpers.experiments import task
from tests.helpers.lab_plans import plan_of
from tests.helpers.process_tree import exists
from tests.helpers.seen_progress import SeenProgress
from tests.helpers.waiting import wait_until

LONG = 5.0  # scale: a task sleeps 1.5 to 3 seconds
LAB = """
import sys
from lab.running import run_experiment
from tests.helpers.lab_plans import plan_of
def tell(progress):
    for task in progress.tasks:
        print(task.pid, flush=True)
run_experiment(plan_of("process_pool", scale=20.0), on_progress=tell)
"""


def kill_the_first(progress: Progress) -> None:
    os.kill(progress.tasks[0].pid, signal.SIGKILL)


def failure_of(experiment: Experiment, leg: str) -> tuple[str, dict[str, object]]:
    (failed,) = (each for each in experiment.legs if each.plan.key == leg)
    assert failed.failure is not None
    return failed.failure.code, failed.failure.values


def test_a_leg_whose_process_is_killed_fails_once_and_the_others_go_on() -> None:
    seen = SeenProgress("threads", kill_the_first)
    # Long enough to be still running when it is killed, on a busy machine too.
    plan = plan_of("threads", "sequential", tasks=1, scale=3.0, repeats=2)
    experiment = run_experiment(plan, on_progress=seen)
    code, values = failure_of(experiment, "threads")
    assert (code, values["signal"]) == ("leg-killed", "SIGKILL")
    assert experiment.state == "finished"
    assert [len(leg.runs) for leg in experiment.legs] == [0, 2]


def test_a_model_that_loses_a_process_says_so() -> None:
    seen = SeenProgress("process_pool", kill_the_first)
    experiment = run_experiment(plan_of("process_pool", scale=LONG), on_progress=seen)
    assert failure_of(experiment, "process_pool")[0] == "pool-broken"
    assert (experiment.state, experiment.failure and experiment.failure.code) == ("failed", "no-leg-ran")


def test_a_leg_that_hangs_is_ended_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_leg, "LONGEST_SECS", 1.5)
    monkeypatch.setattr(local_leg, "TIMES_THE_ESTIMATE", 0.0)
    seen = SeenProgress()
    experiment = run_experiment(plan_of("threads", scale=20.0), on_progress=seen)
    assert failure_of(experiment, "threads")[0] == "leg-timed-out"
    assert_gone(seen.pids())


def scribbler(folder: Path, line: str) -> Callable[[Progress], None]:
    """Writes the line into the journal of the leg that runs."""

    def scribble(_: Progress) -> None:
        (journal,) = folder.glob("parallax-leg-*/journal.jsonl")
        with journal.open("a") as file:
            file.write(f"{line}\n")

    return scribble


@pytest.mark.parametrize(
    "garbage",
    [
        "garbage",
        '{"event": "ended"}',
        '["started"]',
        '{"event": "result"}',
        '{"event": "refused"}',
        '{"event": 1}',
        '{"event": "ended", "task": "task-001", "sample": [NaN, "work", 0, 0]}',
    ],
)
def test_a_leg_that_writes_garbage_fails(legs_folder: Path, garbage: str) -> None:
    seen = SeenProgress("threads", scribbler(legs_folder, garbage))
    experiment = run_experiment(plan_of("threads", scale=LONG), on_progress=seen)
    assert failure_of(experiment, "threads")[0] == "leg-unreadable"


def test_a_leg_whose_result_is_infinite_fails(legs_folder: Path) -> None:
    result = {"event": "result", "tasks": [asdict(task())], "usage": None, "machine_busy_secs": None}
    line = json.dumps({**result, "makespan_secs": inf, "gil_after": True, "functions": []})
    seen = SeenProgress("threads", scribbler(legs_folder, line.replace("Infinity", "1e999")))
    experiment = run_experiment(plan_of("threads", scale=LONG), on_progress=seen)
    assert failure_of(experiment, "threads") == ("not-finite", {})


@pytest.mark.parametrize("model", ["threads", "processes", "process_pool", "multiprocessing_pool"])
def test_a_cancelled_experiment_ends_at_once_with_all_processes(model: str) -> None:
    seen = SeenProgress()
    experiment = run_experiment(
        plan_of(model, "sequential", scale=20.0), on_progress=seen, cancelled=lambda: bool(seen.pids())
    )
    assert experiment.state == "cancelled"
    assert_gone(seen.pids())
    assert experiment.ended_at is not None
    assert [leg.failure for leg in experiment.legs] == [None, None]


def test_a_killed_lab_leaves_no_process_behind() -> None:
    root = Path(__file__).parents[3]
    path = os.pathsep.join(str(root / folder) for folder in ("shared", "services", ""))
    with subprocess.Popen(
        [sys.executable, "-c", LAB],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
    ) as lab:
        assert lab.stdout is not None
        pids = {int(lab.stdout.readline()) for _ in range(2)}
        assert all(exists(pid) for pid in pids)
        lab.kill()
    assert_gone(pids)


def assert_gone(pids: set[int]) -> None:
    """All processes are dead within a second, which a killed one may need to end."""
    assert pids
    wait_until(lambda: not any(exists(pid) for pid in pids), within_secs=1.0, saying=f"{pids} end")


def test_an_interrupt_ends_the_legs_processes_and_propagates() -> None:
    def interrupt(_: Progress) -> None:
        raise KeyboardInterrupt

    seen = SeenProgress("process_pool", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run_experiment(plan_of("process_pool", scale=20.0), on_progress=seen)
    assert_gone(seen.pids())

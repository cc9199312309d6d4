"""Every run of a task by a worker is a run of the leg, those that were lost or handed back too."""

from typing import Any

from client import DownloadView
from lab.running.worker_runs import progress_of, task_runs

START = 1_700_000_000.0  # 2023-11-14T22:13:20Z
RUNNER = {"host": "b", "pid": 7, "thread_id": 8, "interpreter_id": 0, "task": "download_task"}


def run(started_at: str, ended: str | None, **more: Any) -> dict[str, Any]:
    """A run as the API tells it."""
    unknown = dict.fromkeys(
        ("ended_at", "runner", "failure", "wall_secs", "cpu_secs", "core_wait_secs", "work_secs")
    )
    unknown |= dict.fromkeys(("work_cpu_secs", "work_core_wait_secs"))
    return {**unknown, "worker": "worker-a", "started_at": started_at, "ended": ended, **more}


def view(*runs: dict[str, Any]) -> DownloadView:
    """A download as the API tells it."""
    return {"name": "task-001", "runs": list(runs), "outcome": {"size_bytes": 5}}  # type: ignore[typeddict-item]


LOST = run("2023-11-14T22:13:21Z", "lost", ended_at="2023-11-14T22:13:31Z")
DONE = run("2023-11-14T22:13:32Z", "finished", runner=RUNNER, wall_secs=0.5, cpu_secs=0.25)


def test_a_lost_run_and_the_one_after_it() -> None:
    lost, done = task_runs(3, view(LOST, DONE), START)
    assert (lost.index, lost.ended, lost.host, lost.started_secs, lost.ended_secs) == (
        3,
        "lost",
        "worker-a",
        1,
        11,
    )
    assert (done.ended, done.host, done.pid, done.started_secs, done.ended_secs) == (
        "finished",
        "b",
        7,
        12,
        12.5,
    )
    assert (lost.size_bytes, done.size_bytes, done.cpu_secs) == (0, 5, 0.25)


def test_a_run_that_has_not_ended_is_progress_only() -> None:
    running = view(LOST, run("2023-11-14T22:13:32Z", None, runner=RUNNER))
    assert [each.ended for each in task_runs(0, running, START)] == ["lost"]
    progress = progress_of(0, running, START)
    assert progress is not None
    assert (progress.task, progress.started_secs, progress.ended_secs, progress.host) == (0, 12, None, "b")
    assert progress_of(0, view(), START) is None


def test_a_workers_clock_that_is_behind_makes_no_negative_times() -> None:
    (early,) = task_runs(0, view(run("2023-11-14T22:13:19Z", "finished", wall_secs=2.0)), START)
    assert (early.started_secs, early.ended_secs) == (0, 2)

"""Runs of tasks by RQ workers, as the API tells them."""

from collections.abc import Iterator
from datetime import datetime

from client import DownloadView, RunView
from lab.experiment import TaskRun

from .progress import TaskProgress


def task_runs(index: int, view: DownloadView, started_at: float) -> Iterator[TaskRun]:
    """Every run of a task that has ended: a task that was handed back or lost has more than one.

    Args:
        index: of the task.
        view: its download.
        started_at: when the leg started, seconds since the epoch.
    """
    for run in view["runs"]:
        if run["ended"] is not None:
            yield _task_run(index, view, run, started_at)


def progress_of(index: int, view: DownloadView, started_at: float) -> TaskProgress | None:
    """How far the last run of the task has come; None before its first has started."""
    if not view["runs"]:
        return None
    run = view["runs"][-1]
    ended_secs = None if run["ended"] is None else _ended_secs(run, started_at)
    return TaskProgress(index, _since(run["started_at"], started_at), ended_secs, run["ended"], *_who(run))


def _task_run(index: int, view: DownloadView, run: RunView, started_at: float) -> TaskRun:
    host, pid, thread_id, interpreter_id = _who(run)
    outcome = view["outcome"] if run is view["runs"][-1] else None
    return TaskRun(
        index=index,
        name=view["name"],
        ended=str(run["ended"]),
        host=host,
        pid=pid,
        thread_id=thread_id,
        interpreter_id=interpreter_id,
        started_secs=_since(run["started_at"], started_at),
        ended_secs=_ended_secs(run, started_at),
        cpu_secs=run["cpu_secs"] or 0.0,
        core_wait_secs=run["core_wait_secs"],
        work_secs=run["work_secs"] or 0.0,
        work_cpu_secs=run["work_cpu_secs"] or 0.0,
        work_core_wait_secs=run["work_core_wait_secs"],
        size_bytes=outcome["size_bytes"] if outcome else 0,
        failure=dict(run["failure"]) if run["failure"] else None,
    )


def _who(run: RunView) -> tuple[str, int, int, int]:
    """Host, process, thread and interpreter; only the worker's name where the task never told."""
    runner = run["runner"]
    if runner is None:
        return run["worker"], 0, 0, 0
    return runner["host"], runner["pid"], runner["thread_id"], runner["interpreter_id"]


def _ended_secs(run: RunView, started_at: float) -> float:
    start = _since(run["started_at"], started_at)
    if run["wall_secs"] is not None:
        return start + float(run["wall_secs"])
    return max(start, _since(run["ended_at"] or run["started_at"], started_at))


def _since(moment: str, started_at: float) -> float:
    """Seconds since the leg started; never negative, should a worker's clock be behind."""
    return max(0.0, datetime.fromisoformat(moment).timestamp() - started_at)

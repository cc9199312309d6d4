"""Runs a model on the leg's downloads, and measures that from inside."""

import os
import time
from dataclasses import asdict
from functools import partial
from typing import Any

from concurrency import MODELS, Model
from download_task import Download, Outcome, Rules, download_task, never_cancelled
from download_task.task import REPORT_INTERVAL_SECS
from lab.experiment import TaskRun
from lab.workloads import make_downloads

from .gil import is_gil_on
from .journal import append
from .reporter import JournalReporter
from .request import LegRequest
from .usage_window import UsageWindow
from .warm_up import warm_up

REPORT_COST_SECS = 20e-6  # measured: 16 µs, 20 µs under a free-threaded Python
MOST_SHARE_FOR_REPORTS = 0.01  # of one core


def run_leg(request: LegRequest) -> None:
    """Run the leg once, and write into the journal what happens.

    Raises:
        ConcurrencyError: the model cannot run here, or lost a process.
    """
    model = MODELS[request.leg.model]
    refused = model.unavailable()
    if refused is not None:
        raise refused
    downloads, rules = make_downloads(request.plan, request.folder, request.origin_url)
    start = time.perf_counter()
    warm_up(model, downloads, rules)
    append(request.journal, "warm", secs=time.perf_counter() - start, pid=os.getpid(), gil=is_gil_on())
    append(request.journal, "result", **_measure(model, downloads, rules, request))


def _measure(model: Model, downloads: list[Download], rules: Rules, request: LegRequest) -> dict[str, Any]:
    task = partial(
        download_task,
        rules=rules,
        report=JournalReporter(request.journal),
        cancelled=never_cancelled,
        report_interval_secs=_report_interval_secs(model, request),
    )
    window = UsageWindow()
    started_at = time.time()
    append(request.journal, "called", at=started_at)
    start = time.perf_counter()
    outcomes = model.run(task, downloads, slots=request.plan.slots)
    makespan_secs = time.perf_counter() - start
    window.close()
    return {
        "makespan_secs": makespan_secs,
        "tasks": [asdict(_task_run(i, outcome, started_at)) for i, outcome in enumerate(outcomes)],
        "usage": None if window.used is None else asdict(window.used),
        "machine_busy_secs": window.machine_busy_secs,
        "window_secs": window.secs,
        "gil_after": is_gil_on(),
        "functions": sorted({outcome.runner.task for outcome in outcomes}),
    }


def _report_interval_secs(model: Model, request: LegRequest) -> float:
    """Ten times a second; less often where so many tasks would take more than 1 % of a core for reports."""
    at_a_time = model.at_a_time(request.plan.slots, request.plan.tasks)
    return max(REPORT_INTERVAL_SECS, at_a_time * REPORT_COST_SECS / MOST_SHARE_FOR_REPORTS)


def _task_run(index: int, outcome: Outcome, started_at: float) -> TaskRun:
    runner = outcome.runner
    # Never negative, should the system's clock be set meanwhile.
    return TaskRun(
        index=index,
        name=outcome.name,
        ended=outcome.state,
        host=runner.host,
        pid=runner.pid,
        thread_id=runner.thread_id,
        interpreter_id=runner.interpreter_id,
        started_secs=max(0.0, outcome.started_at - started_at),
        ended_secs=max(0.0, outcome.ended_at - started_at),
        cpu_secs=outcome.cpu_secs,
        core_wait_secs=outcome.core_wait_secs,
        work_secs=outcome.work_secs,
        work_cpu_secs=outcome.work_cpu_secs,
        work_core_wait_secs=outcome.work_core_wait_secs,
        size_bytes=outcome.size_bytes,
        failure=asdict(outcome.failure) if outcome.failure else None,
    )

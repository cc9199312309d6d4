"""An experiment as CSV: a row for each run of a task, in every repeat of every leg."""

import csv
from io import StringIO

from lab.experiment import Experiment, Leg, LegRun, TaskRun

Cell = str | int | float | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Cells that begin so are taken for formulas by some spreadsheet (OWASP, CSV Injection)."""


COLUMNS = (
    *("leg", "model", "pool", "python", "repeat", "order", "makespan_secs", "gil_before", "gil_after"),
    *("index", "name", "ended", "host", "pid", "thread_id", "interpreter_id"),
    *("started_secs", "ended_secs", "cpu_secs", "core_wait_secs"),
    *("work_secs", "work_cpu_secs", "work_core_wait_secs", "size_bytes"),
)


def to_csv(experiment: Experiment) -> str:
    """The document: RFC 4180, with a header. Times are seconds since the start of the leg's run.

    Text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for leg in experiment.legs:
        for run in leg.runs:
            writer.writerows(map(_guarded, _row(leg, run, task)) for task in run.tasks)
    return file.getvalue()


def _row(leg: Leg, run: LegRun, task: TaskRun) -> list[Cell]:
    of_leg = {"leg": leg.plan.key, "model": leg.plan.model, "pool": leg.plan.pool, "python": leg.plan.python}
    return [
        of_leg[column] if column in of_leg else getattr(task if hasattr(task, column) else run, column)
        for column in COLUMNS
    ]


def _guarded(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell

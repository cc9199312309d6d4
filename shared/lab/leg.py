"""One leg of an experiment: one batch under one model."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from concurrency import MODELS, Model, preload
from download_task import (
    DEFAULT_RULES,
    Download,
    Outcome,
    Rules,
    download_task,
    ignore_report,
    never_cancelled,
)
from download_task.report import Reporter


@dataclass(frozen=True, slots=True)
class Leg:
    """The measurement of one model on one batch.

    Attributes:
        model: the model's name.
        slots: how many tasks ran at a time; for a model without a bound, as many as there were.
        makespan_secs: from the start of the leg to the end of its last task.
        outcomes: one per download, in the order of the batch.
    """

    model: str
    slots: int
    makespan_secs: float
    outcomes: list[Outcome]


def warm_up() -> None:
    """Start the fork server, with the task's modules in it, before anything is measured.

    A program starts it once, so the first leg must not pay for it.
    """
    preload("download_task")
    MODELS["processes"].run(abs, [0], slots=1)


def run_leg(
    model: Model,
    downloads: Sequence[Download],
    rules: Rules = DEFAULT_RULES,
    *,
    slots: int,
    report: Reporter = ignore_report,
    on_done: Callable[[int, Outcome], None] | None = None,
) -> Leg:
    """Run `download_task` itself over the downloads under the model.

    Args:
        model: how.
        downloads: what.
        rules: what they are carried out under.
        slots: for the models that have a bound.
        report: what each task reports to; picklable, since it is sent along with the task.
        on_done: called with the index and outcome of each task as it ends.

    Raises:
        concurrency.ConcurrencyError: the model cannot run here, or lost a process.
    """
    task = partial(download_task, rules=rules, report=report, cancelled=never_cancelled)
    start = time.perf_counter()
    outcomes = model.run(task, downloads, slots=slots, on_done=on_done)
    makespan_secs = time.perf_counter() - start
    return Leg(model.name, model.at_a_time(slots, len(downloads)), makespan_secs, outcomes)

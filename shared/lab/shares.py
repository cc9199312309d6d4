"""What a stretch of time of a task was spent on: computing, or one of four ways not to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, get_args

from .experiment import LegRun, Sample, TaskRun

Kind = Literal["computing", "waiting", "gil", "core", "other"]
"""computing   used a core
waiting     waited for the network or the clock
gil         was ready to compute, but another thread held the GIL
core        was ready to compute, but no core was free
other       the rest: not measured finely enough to say
"""
KINDS: tuple[Kind, ...] = get_args(Kind)

RUN_AGAIN = ("handed-back", "lost")
"""Ends of runs whose worker stopped or died: nobody knows what they did, or until when."""

Interpreter = tuple[str, int, int]
"""Host, process and interpreter: what has one GIL."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Seconds of each kind.

    Attributes:
        core_known: whether the wait for a core was measured; else it is part of the other shares.
    """

    computing: float = 0.0
    waiting: float = 0.0
    gil: float = 0.0
    core: float = 0.0
    other: float = 0.0
    core_known: bool = True

    def __add__(self, more: "Shares") -> "Shares":
        return Shares(
            self.computing + more.computing,
            self.waiting + more.waiting,
            self.gil + more.gil,
            self.core + more.core,
            self.other + more.other,
            self.core_known and more.core_known,
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a task's time. What it was spent on is known, but not in which order.

    Attributes:
        started_secs, ended_secs: since the start of the leg's run.
        shares: of its time.
    """

    started_secs: float
    ended_secs: float
    shares: Shares


def interpreter_of(task: TaskRun) -> Interpreter:
    """The interpreter that ran the task."""
    return task.host, task.pid, task.interpreter_id


def contended(run: LegRun) -> frozenset[Interpreter]:
    """The interpreters whose GIL tasks had to share: it is on, and tasks of it ran at the same time.

    Sub-interpreters have a GIL each, so the threads of one process need not share one.
    """
    if not run.gil_after:
        return frozenset()
    ordered = sorted(run.tasks, key=lambda task: (interpreter_of(task), task.started_secs))
    return frozenset(key for key, tasks in groupby(ordered, interpreter_of) if _overlap(list(tasks)))


def task_shares(task: TaskRun, *, shares_gil: bool) -> Shares:
    """What the whole task spent its time on.

    Args:
        task: the task.
        shares_gil: whether it is of an interpreter that `contended` names.
    """
    return sum((stretch.shares for stretch in _phases(task, shares_gil)), Shares())


def run_shares(run: LegRun) -> Shares:
    """What all tasks of the run together spent their time on."""
    sharing = contended(run)
    shares = (task_shares(task, shares_gil=interpreter_of(task) in sharing) for task in run.tasks)
    return sum(shares, Shares())


def stretches(task: TaskRun, *, shares_gil: bool) -> Iterator[Stretch]:
    """The task in stretches, as fine as its samples are; without samples, its download and its work.

    Args:
        task: the task.
        shares_gil: whether it is of an interpreter that `contended` names.
    """
    if len(task.samples) < 2:
        yield from _phases(task, shares_gil)
        return
    for before, after in zip(task.samples, task.samples[1:], strict=False):
        if after.at_secs > before.at_secs:
            yield _between(before, after, shares_gil)


def _phases(task: TaskRun, shares_gil: bool) -> Iterator[Stretch]:
    if task.ended in RUN_AGAIN:
        length_secs = task.ended_secs - task.started_secs
        yield Stretch(task.started_secs, task.ended_secs, Shares(other=length_secs, core_known=False))
        return
    split = max(task.started_secs, task.ended_secs - task.work_secs)
    cpu_secs = max(0.0, task.cpu_secs - task.work_cpu_secs)
    core_wait = task.core_wait_secs
    own_core_wait = None if core_wait is None else max(0.0, core_wait - (task.work_core_wait_secs or 0.0))
    for start, end, work, cpu, core in (
        (task.started_secs, split, False, cpu_secs, own_core_wait),
        (split, task.ended_secs, True, task.work_cpu_secs, task.work_core_wait_secs),
    ):
        if end > start:
            yield Stretch(start, end, _split(end - start, cpu, core, work=work, shares_gil=shares_gil))


def _between(before: Sample, after: Sample, shares_gil: bool) -> Stretch:
    unknown = before.core_wait_secs is None or after.core_wait_secs is None
    core_wait = None if unknown else (after.core_wait_secs or 0.0) - (before.core_wait_secs or 0.0)
    shares = _split(
        after.at_secs - before.at_secs,
        after.cpu_secs - before.cpu_secs,
        core_wait,
        work=before.phase == "work",
        shares_gil=shares_gil,
    )
    return Stretch(before.at_secs, after.at_secs, shares)


def _split(secs: float, cpu_secs: float, core_wait: float | None, *, work: bool, shares_gil: bool) -> Shares:
    # The clocks tick differently, so that the parts can come out longer than the whole.
    computing = min(secs, max(0.0, cpu_secs))
    core = min(secs - computing, max(0.0, core_wait or 0.0))
    rest = secs - computing - core
    known = core_wait is not None
    if not work:
        return Shares(computing, waiting=rest, core=core, core_known=known)
    if shares_gil:
        return Shares(computing, gil=rest, core=core, core_known=known)
    return Shares(computing, other=rest, core=core, core_known=known)


def _overlap(tasks: Sequence[TaskRun]) -> bool:
    """Whether any two of the tasks, which are in order of their starts, ran at the same time."""
    ended_secs = float("-inf")
    for task in tasks:
        if task.started_secs < ended_secs:
            return True
        ended_secs = max(ended_secs, task.ended_secs)
    return False

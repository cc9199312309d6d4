"""What a leg's time was gained by, or lost to."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from statistics import mean

from lab.experiment import Fact
from lab.rounding import rounded
from lab.shares import RUN_AGAIN
from lab.statistics import SHORTEST_SECS

from .case import Case, Weighed

NOTICEABLE = 0.05
"""A share of the makespan, or of the time of all tasks, below which nothing is worth a sentence."""
BACKGROUND_CORES = 0.15
"""How many cores other programs may use before a leg's times are doubted."""


def find_times(case: Case) -> Iterator[Weighed]:
    """The findings that explain seconds of the makespan."""
    for finder in FINDERS:
        yield from finder(case)


def one_at_a_time(case: Case) -> Iterator[Weighed]:
    """No two tasks ran at the same time."""
    if len(case.run.tasks) < 2 or case.most_at_once > 1:
        return
    code = "one-thread" if len(case.lanes) == 1 else "one-at-a-time"
    yield case.run.makespan_secs, Fact(code, {"tasks": len(case.run.tasks)})


def gil(case: Case) -> Iterator[Weighed]:
    """Tasks could have computed, but another thread held the GIL; or, if that is unknown, had no core."""
    secs = case.shares.gil
    if case.shares.computing and _notable(case, secs):
        code = "gil" if case.shares.core_known else "gil-or-core"
        yield case.explained(secs), Fact(code, _part(secs, case.task_secs))


def cores_used(case: Case) -> Iterator[Weighed]:
    """Tasks computed at the same time: what makes computing fast."""
    used = case.summary.cores_used
    if used is None or used < 1.15 or not case.is_faster or case.most_at_once < 2:
        return
    if case.shares.computing > case.task_secs / 4:
        yield _gained(case), Fact("cores-used", {"used": rounded(min(used, case.cores)), "cores": case.cores})


def waits_overlap(case: Case) -> Iterator[Weighed]:
    """Tasks waited at the same time: what makes waiting fast."""
    if case.is_faster and case.most_at_once > 1 and case.shares.waiting > case.task_secs / 2:
        yield _gained(case), Fact("waits-overlap", {"most": case.most_at_once})


def core_wait(case: Case) -> Iterator[Weighed]:
    """Tasks could have computed, but no core was free. Why, is said only when the figures show it."""
    secs = case.shares.core
    if not _notable(case, secs):
        return
    can_compute = min(case.leg.slots, case.most_at_once)
    if case.run.gil_after:  # one thread of each interpreter computes at a time
        can_compute = min(can_compute, case.summary.interpreters)
    why = "" if can_compute > case.cores else "-unexplained"
    if why and case.background_cores > BACKGROUND_CORES:
        why = "-background"
    values = {**_part(secs, case.task_secs), "slots": can_compute, "cores": case.cores}
    yield case.explained(secs), Fact(f"core-wait{why}", values)


def slower_computing(case: Case) -> Iterator[Weighed]:
    """The same work cost more CPU time than in sequence."""
    base = case.other_baseline
    if base is None or base.computing_secs < SHORTEST_SECS:
        return
    ratio, more = case.shares.computing / base.computing_secs, case.shares.computing - base.computing_secs
    if ratio >= 1.2 and _notable(case, more):
        yield case.explained(more), Fact("slower-computing", {"ratio": rounded(ratio)})


def startup(case: Case) -> Iterator[Weighed]:
    """The time before the first task."""
    secs = case.run.startup_secs
    if _long(case, secs):
        yield secs, Fact("startup", _part(secs, case.run.makespan_secs))


def gaps(case: Case) -> Iterator[Weighed]:
    """Between two tasks a lane had nothing to do, although more tasks were to come."""
    if _waited_for_a_lost_worker(case):
        return
    pairs = [pair for lane in case.lanes for pair in pairwise(lane.bars)]
    found = [max(0.0, after.task.started_secs - before.task.ended_secs) for before, after in pairs]
    secs = sum(found) / max(1, len(case.lanes))
    if _long(case, secs):
        values = {"ms": rounded(mean(found) * 1000), **_part(secs, case.run.makespan_secs)}
        yield secs, Fact("gaps", values)


def late_starts(case: Case) -> Iterator[Weighed]:
    """Tasks started late, though each had a slot of its own."""
    count = len(case.run.tasks)
    if case.most_at_once < 2 or len(case.lanes) < count or case.leg.slots < count:
        return
    starts = [task.started_secs for task in case.run.tasks]
    secs = max(starts) - min(starts)
    if _long(case, secs):
        yield secs, Fact("late-starts", _part(secs, case.run.makespan_secs))


def imbalance(case: Case) -> Iterator[Weighed]:
    """At the end, some lanes had nothing left to do while others still worked."""
    if _waited_for_a_lost_worker(case):
        return
    if not 1 < len(case.lanes) < len(case.run.tasks):
        return
    ends = [max(bar.task.ended_secs for bar in lane.bars) for lane in case.lanes]
    secs = max(ends) - mean(ends)
    if _long(case, secs / 2):
        yield secs, Fact("imbalance", _part(secs, case.run.makespan_secs))


FINDERS: tuple[Callable[[Case], Iterator[Weighed]], ...] = (
    one_at_a_time,
    gil,
    cores_used,
    waits_overlap,
    core_wait,
    slower_computing,
    startup,
    gaps,
    late_starts,
    imbalance,
)


def _waited_for_a_lost_worker(case: Case) -> bool:
    """Slots were idle until tasks of a worker that died or stopped were taken over: `notes` tells of them."""
    return any(task.ended in RUN_AGAIN for task in case.run.tasks)


def _notable(case: Case, task_secs: float) -> bool:
    return task_secs > 0 and task_secs >= NOTICEABLE * case.task_secs


def _long(case: Case, secs: float) -> bool:
    return secs > 0 and secs >= NOTICEABLE * case.run.makespan_secs


def _part(secs: float, total_secs: float) -> dict[str, float]:
    return {"secs": rounded(secs), "total_secs": rounded(total_secs)}


def _gained(case: Case) -> float:
    base = case.other_baseline
    return base.median_secs - case.summary.median_secs if base else 0.0

"""What a reader must know of a leg, though it explains no seconds."""

from collections.abc import Iterator
from math import ceil

from lab.experiment import Fact
from lab.rounding import rounded
from lab.shares import RUN_AGAIN

from .case import Case
from .times import BACKGROUND_CORES

MIB = 1024**2
MORE_MEMORY_MIB = 20
"""More memory than the baseline's from which on it is worth a sentence."""


def find_notes(case: Case) -> Iterator[Fact]:
    """The notes, the most important first."""
    yield from _unfinished(case)
    yield from _run_again(case)
    if any(run.gil_after and not run.gil_before for run in case.leg.runs):
        yield Fact("gil-back-on")
    if case.background_cores > BACKGROUND_CORES:
        yield Fact("background", {"cores": rounded(case.background_cores)})
    yield from _no_difference(case)
    yield from _memory(case)
    if any(run.workers for run in case.leg.runs):
        yield from _of_workers(case)


def _unfinished(case: Case) -> Iterator[Fact]:
    if case.summary.failed:
        yield Fact("failed", {"count": case.summary.failed})


def _run_again(case: Case) -> Iterator[Fact]:
    """Tasks that another worker had to run again."""
    for ended in RUN_AGAIN:
        if count := sum(task.ended == ended for run in case.leg.runs for task in run.tasks):
            yield Fact(ended, {"count": count})


def _no_difference(case: Case) -> Iterator[Fact]:
    base, interval = case.baseline, case.summary.speed_up_interval
    if base is None or interval is None or case.other_baseline is None:
        return
    if min(len(case.leg.runs), len(base.runs)) > 1 and interval.low <= 1 <= interval.high:
        yield Fact("no-difference")


def _of_workers(case: Case) -> Iterator[Fact]:
    """What is not in the figures of a distributed leg, and how far they can be trusted."""
    runs = case.leg.runs
    yield Fact("workers-running")
    if len({(run.workers, run.slots) for run in runs}) > 1:
        slots = [run.slots or 0 for run in runs]
        yield Fact("workers-changed", {"least": min(slots), "most": max(slots)})
    bounds = [run.clock_bound_secs for run in runs if run.clock_bound_secs is not None]
    if len(bounds) == len(runs):
        yield Fact("clocks", {"ms": ceil(1000 * max(bounds)), "count": case.summary.hosts})
    else:
        yield Fact("clocks-unknown")
    if case.run.redis_commands is not None and case.run.redis_bytes is not None:
        kib = rounded(case.run.redis_bytes / 1024)
        yield Fact("redis", {"commands": case.run.redis_commands, "kib": kib})


def _memory(case: Case) -> Iterator[Fact]:
    base, ours = case.other_baseline, case.summary.peak_pss_bytes
    if base is None or not base.peak_pss_bytes or ours is None or not case.most_at_once:
        return
    more_mib = (ours - base.peak_pss_bytes) / MIB
    if more_mib >= MORE_MEMORY_MIB and ours >= 1.5 * base.peak_pss_bytes:
        yield Fact(
            "memory",
            {
                "mib": round(ours / MIB),
                "baseline_mib": round(base.peak_pss_bytes / MIB),
                "each_mib": rounded(more_mib / case.most_at_once),
            },
        )

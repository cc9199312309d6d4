"""What one thread costs under another Python."""

from collections.abc import Iterator, Sequence

from lab.experiment import BASELINE, Fact, Leg, Summary
from lab.rounding import rounded
from lab.statistics import SHORTEST_SECS

from .alike import ALIKE, alike

MOSTLY = 0.5


def price_pythons(measured: Sequence[Leg]) -> Iterator[Fact]:
    """For each other Python, its sequential leg compared with that of the lab's own Python."""
    sequential = {leg.plan.python: leg for leg in measured if leg.plan.model == BASELINE}
    own = sequential.get("")
    if own is None or own.summary is None or not _computes(own.summary):
        return
    for python, leg in sequential.items():
        if python and leg.summary and min(leg.summary.median_secs, own.summary.median_secs) >= SHORTEST_SECS:
            values = {"python": _version(leg), "own": _version(own)}
            yield _price(leg.summary, own.summary, values)


def _computes(summary: Summary) -> bool:
    """Whether its tasks mostly computed: a Python sleeps as fast as any other."""
    return summary.computing_secs >= MOSTLY * summary.median_secs


def _price(theirs: Summary, ours: Summary, values: dict[str, str]) -> Fact:
    ratio = theirs.median_secs / ours.median_secs
    if 1 / ALIKE <= ratio <= ALIKE:
        return Fact("python-alike", values)
    if alike(theirs, ours):
        return Fact("python-unclear", values)
    if ratio > 1:
        return Fact("python-slower", {**values, "ratio": rounded(ratio)})
    return Fact("python-faster", {**values, "ratio": rounded(1 / ratio)})


def _version(leg: Leg) -> str:
    if leg.python is None:
        return leg.plan.python
    return leg.python.version + ("t" if leg.python.free_threaded else "")

"""How fast the legs are compared with the sequential one, and why."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

from lab.experiment import Fact, Leg
from lab.reasons import is_faster
from lab.rounding import rounded

BASELINE = "sequential"
TIE = 1.1
"""Faster legs whose medians are within this ratio of the best one tie with it."""
MOST_NAMED = 3
"""More legs than these are counted instead of named."""


def compare_legs(measured: Sequence[Leg]) -> Iterator[Fact]:
    """The facts of all legs that have a summary, Python by Python: each has its own baseline."""
    legs = sorted((leg for leg in measured if leg.plan.model != BASELINE and _speed_up(leg)), key=_slowness)
    pythons = list(dict.fromkeys(leg.plan.python for leg in measured))
    for python in pythons:
        own = [leg for leg in legs if leg.plan.python == python]
        faster = [leg for leg in own if leg.summary and is_faster(leg.summary)]
        yield from _faster(faster)
        yield from _not_faster([leg for leg in own if leg not in faster])
    if len(pythons) > 1 or (len(measured) > 1 and not legs):
        yield _shortest(measured)


def _faster(legs: Sequence[Leg]) -> Iterator[Fact]:
    if not legs:
        return
    best = min(map(_secs, legs))
    top = [leg for leg in legs if _secs(leg) <= best * TIE]
    yield _tie(top) if len(top) > 1 else _alone(top[0])
    yield from _why_faster(top)
    rest = [leg for leg in legs if leg not in top]
    if len(rest) == 1:
        yield _alone(rest[0])
    elif rest:
        values = {"legs": _keys(rest), "most": _times(rest[:1]), "least": _times(rest[-1:])}
        yield Fact("faster-too", values)


def _alone(leg: Leg) -> Fact:
    return Fact("faster", {"leg": leg.plan.key, "speed_up": _times([leg])})


def _tie(legs: Sequence[Leg]) -> Fact:
    percent = round(100 * (max(map(_secs, legs)) / min(map(_secs, legs)) - 1))
    values = {"speed_up": _times(legs), "percent": max(1, percent)}
    if len(legs) > MOST_NAMED:
        return Fact("tie-of-many", {"count": len(legs), **values})
    return Fact("tie", {"legs": _keys(legs), **values})


def _why_faster(legs: Sequence[Leg]) -> Iterator[Fact]:
    """What all of them gained by."""
    if all(_reason(leg, "waits-overlap") for leg in legs):
        yield Fact("why-waiting")
    elif all(found := [_reason(leg, "cores-used") for leg in legs]) and found[0]:
        yield Fact("why-cores", found[0].values)


def _not_faster(legs: Sequence[Leg]) -> Iterator[Fact]:
    """One fact for those that have the same reason."""
    for code, found in groupby(sorted(legs, key=_main_reason), _main_reason):
        group = list(found)
        reason = _reason(group[0], code)
        values = {"legs": _keys(group), "speed_up": _times(group)}
        yield Fact(
            f"not-faster-{code}" if code else "not-faster", {**values, **(reason.values if reason else {})}
        )


def _main_reason(leg: Leg) -> str:
    """The reason that the conclusion names, if it is the leg's weightiest; else ""."""
    first = leg.reasons[0].code if leg.reasons else ""
    return first if first in ("gil", "one-thread", "startup") else ""


def _shortest(legs: Sequence[Leg]) -> Fact:
    """In seconds: speed-ups under several Pythons have several baselines."""
    best = min(legs, key=_secs)
    return Fact("shortest", {"leg": best.plan.key, "secs": rounded(_secs(best))})


def _reason(leg: Leg, code: str) -> Fact | None:
    return next((reason for reason in leg.reasons if reason.code == code), None)


def _keys(legs: Sequence[Leg]) -> list[str]:
    return [leg.plan.key for leg in legs]


def _times(legs: Sequence[Leg]) -> float:
    return rounded(median(_speed_up(leg) for leg in legs))


def _speed_up(leg: Leg) -> float:
    return (leg.summary.speed_up if leg.summary else None) or 0.0


def _slowness(leg: Leg) -> float:
    return -_speed_up(leg)


def _secs(leg: Leg) -> float:
    return leg.summary.median_secs if leg.summary else 0.0

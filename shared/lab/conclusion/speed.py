"""How fast the legs are compared with the sequential one, and why."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from statistics import median
from typing import Any

from lab.experiment import BASELINE, Fact, Interval, Leg
from lab.reasons import FASTER, is_faster
from lab.rounding import rounded

TIE = 1.1
"""Faster legs whose medians are within this ratio of the best one tie with it."""
NAMED_REASONS = ("gil", "gil-or-core", "one-thread", "startup")
"""Reasons that the conclusion names, if they are a leg's weightiest."""
MOST_GROUPS, MOST_NAMED = 3, 3
"""More groups of faster legs than these are told as one; more legs of a group are counted, not named."""


def compare_legs(measured: Sequence[Leg]) -> Iterator[Fact]:
    """The facts of all legs that have a summary, Python by Python: each has its own baseline."""
    legs = sorted((leg for leg in measured if leg.plan.model != BASELINE and _speed_up(leg)), key=_slowness)
    pythons = list(dict.fromkeys(leg.plan.python for leg in measured))
    for python in pythons:
        own = [leg for leg in legs if leg.plan.python == python]
        faster = [leg for leg in own if leg.summary and is_faster(leg.summary)]
        yield from _faster(faster)
        yield from _not_faster([leg for leg in own if leg not in faster])
    yield from _why_waiting([leg for leg in legs if leg.summary and is_faster(leg.summary)])
    if len(pythons) > 1 or (len(measured) > 1 and not legs):
        yield _shortest(measured)


def _faster(legs: Sequence[Leg]) -> Iterator[Fact]:
    """The legs in groups that tie, the fastest first."""
    groups = list(_tying(legs))
    for group in groups[:MOST_GROUPS]:
        yield _tie(group) if len(group) > 1 else _alone(group[0])
        yield from _why_computing(group)
    if rest := [leg for group in groups[MOST_GROUPS:] for leg in group]:
        values = {"legs": _keys(rest), "most": _times(rest[:1]), "least": _times(rest[-1:])}
        yield Fact("faster-too", values)


def _tying(legs: Sequence[Leg]) -> Iterator[list[Leg]]:
    """The legs in groups whose medians are within `TIE` of the group's shortest, the fastest first."""
    rest = sorted(legs, key=_secs)
    while rest:
        group = [leg for leg in rest if _secs(leg) <= _secs(rest[0]) * TIE]
        rest = rest[len(group) :]
        yield group


def _alone(leg: Leg) -> Fact:
    return Fact("faster", {"leg": leg.plan.key, "speed_up": _times([leg])})


def _tie(legs: Sequence[Leg]) -> Fact:
    percent = round(100 * (max(map(_secs, legs)) / min(map(_secs, legs)) - 1))
    values = {"speed_up": _times(legs), "percent": max(1, percent)}
    if len(legs) > MOST_NAMED:
        return Fact("tie-of-many", {"count": len(legs), **values})
    return Fact("tie", {"legs": _keys(legs), **values})


def _why_computing(legs: Sequence[Leg]) -> Iterator[Fact]:
    """That all of a group computed at the same time."""
    found = [_reason(leg, "cores-used") for leg in legs]
    if found[0] and all(found):
        yield Fact("why-cores", found[0].values)


def _why_waiting(legs: Sequence[Leg]) -> Iterator[Fact]:
    """That all faster legs waited at the same time."""
    if legs and all(_reason(leg, "waits-overlap") for leg in legs):
        yield Fact("why-waiting")


def _not_faster(legs: Sequence[Leg]) -> Iterator[Fact]:
    """One fact for those that tie and have the same reason with the same figures."""
    for code, found in groupby(sorted(legs, key=_kind), _kind):
        for tying in _tying(list(found)):
            for group, reason in _same_reason(tying, code.removeprefix("not-faster-")):
                yield Fact(code, {"legs": _keys(group), "speed_up": _times(group), **reason})


def _same_reason(legs: Sequence[Leg], code: str) -> list[tuple[list[Leg], Mapping[str, Any]]]:
    """The legs by the values of that reason; no values, for all of them, if they have no such reason."""
    groups: list[tuple[list[Leg], Mapping[str, Any]]] = []
    for leg in legs:
        reason = _reason(leg, code)
        values = reason.values if reason else {}
        same = next((group for group, known in groups if known == values), None)
        if same is None:
            groups.append(([leg], values))
        else:
            same.append(leg)
    return groups


def _kind(leg: Leg) -> str:
    """The code of the fact that tells of a leg that is not faster."""
    summary = leg.summary
    if summary and summary.speed_up_interval and _is_unclear(_speed_up(leg), summary.speed_up_interval):
        return "unclear"
    first = leg.reasons[0].code if leg.reasons else ""
    return f"not-faster-{first}" if first in NAMED_REASONS else "not-faster"


def _is_unclear(speed_up: float, interval: Interval) -> bool:
    """Whether it differs from the baseline, but not beyond the noise."""
    return interval.low <= 1 <= interval.high and not 1 / FASTER < speed_up < FASTER


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

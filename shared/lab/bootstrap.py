"""How far a median can be trusted: seeded bootstrap intervals."""

import random
from collections.abc import Iterator, Sequence
from statistics import median

from .experiment import Interval

RESAMPLES = 1_000
SEED = 1


def median_interval(values: Sequence[float]) -> Interval:
    """An interval of the median of the values: the middle 95 % of a percentile bootstrap.

    It is no 95 % interval of few values, of fewer than 6 at best their range: see `confidence`.

    Args:
        values: at least one.

    Returns:
        The interval; both ends are the value if there is only one.
    """
    return _middle(list(_medians(values, random.Random(SEED))))


def ratio_interval(numerators: Sequence[float], denominators: Sequence[float]) -> Interval | None:
    """The same of the ratio of the two medians; both are drawn anew for each resample.

    Args:
        numerators, denominators: at least one each.

    Returns:
        The interval; None if the denominator can be 0.
    """
    if min(denominators) <= 0:
        return None
    draw = random.Random(SEED)
    pairs = zip(_medians(numerators, draw), _medians(denominators, draw), strict=True)
    return _middle([above / below for above, below in pairs])


def confidence(repeats: int) -> float:
    """How probable it is, at most, that an interval over so many repeats contains the true median.

    No bootstrap interval reaches beyond the values that were measured, and all of those lie on one side of
    the true median with probability 2 × 0.5 ** repeats: 3 repeats give at most 0.75, 5 at most 0.94.
    """
    return min(0.95, 1.0 - 2.0 * 0.5**repeats)


def _medians(values: Sequence[float], draw: random.Random) -> Iterator[float]:
    for _ in range(RESAMPLES):
        yield median(draw.choices(values, k=len(values)))


def _middle(values: list[float]) -> Interval:
    values.sort()
    cut = len(values) // 40
    return Interval(values[cut], values[-cut - 1])

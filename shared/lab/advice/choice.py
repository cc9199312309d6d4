"""Which recipe to take: the fastest, or the simplest of those that are as fast."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from lab.bootstrap import confidence, ratio_interval
from lab.experiment import Interval

from .measurements import Measured
from .recipe import SEQUENTIAL

TIE = 1.03
"""Within 3 % of the fastest recipe the simpler one is taken, whatever the intervals say."""

WIDEST_TIE = 1.06
"""Beyond 6 % it is not taken, even if the intervals overlap: too few runs make wide intervals."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is taken.

    Attributes:
        taken: the recipe.
        fastest: the fastest, which may be the same.
        loop: the plain loop that gains are counted from.
        tied: others that are as fast within the noise.
        gain: by how many times the plain loop takes longer.
        interval: of `gain`.
        confidence: how probable it is, at most, that the interval contains the gain.
    """

    taken: Measured
    fastest: Measured
    loop: Measured
    tied: tuple[Measured, ...]
    gain: float
    interval: Interval
    confidence: float


def choose(measured: Sequence[Measured], count: int) -> Choice:
    """Choose among what was measured, for `count` items.

    Args:
        measured: of all recipes; one plain loop of the user's first Python is among them and usable.
        count: how many items the user has.
    """
    usable = [each for each in measured if each.usable]
    fastest = min(usable, key=lambda each: each.total_secs(count))
    level = [each for each in usable if each is fastest or _as_fast(each, fastest, count)]
    taken = min(level, key=lambda each: each.recipe.simplicity)
    loop = next(each for each in usable if each.recipe.model == SEQUENTIAL and not each.recipe.python)
    ours, theirs = taken.totals_secs(count), loop.totals_secs(count)
    gain = median(theirs) / median(ours)
    interval = Interval(1.0, 1.0) if taken is loop else ratio_interval(theirs, ours)
    return Choice(
        taken,
        fastest,
        loop,
        tuple(each for each in level if each is not taken),
        gain,
        interval or Interval(gain, gain),
        confidence(min(len(ours), len(theirs))),
    )


def _as_fast(each: Measured, fastest: Measured, count: int) -> bool:
    ratio = each.total_secs(count) / fastest.total_secs(count)
    if ratio <= TIE:
        return True
    interval = ratio_interval(each.totals_secs(count), fastest.totals_secs(count))
    return ratio <= WIDEST_TIE and interval is not None and interval.low <= 1.0

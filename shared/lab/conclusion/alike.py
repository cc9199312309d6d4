"""Whether two legs took the same time, as far as was measured."""

from lab.experiment import Summary

ALIKE = 1.05
"""Two medians within this ratio of each other are called alike."""


def alike(one: Summary, other: Summary) -> bool:
    """Whether their intervals overlap, or their medians differ by less than 5 %."""
    low, high = sorted((one.median_secs, other.median_secs))
    ours, theirs = one.interval_secs, other.interval_secs
    return high <= low * ALIKE or (ours.low <= theirs.high and theirs.low <= ours.high)

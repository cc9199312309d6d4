"""A time axis from 0."""

from collections.abc import Iterable

from lab.experiment import Leg

STEPS_SECS = [digit * 10.0**power for power in range(-6, 9) for digit in (1, 2, 5)]
SHORTEST_SECS = 1e-6


def axis_secs(legs: Iterable[Leg]) -> float:
    """The end of the axis on which these legs are drawn: of the longest run that is drawn."""
    longest = max((leg.runs[leg.shown_run].makespan_secs for leg in legs if leg.runs), default=0.0)
    return longest if longest >= SHORTEST_SECS else 1.0


def ticks(end_secs: float, most: int) -> list[float]:
    """Round numbers of seconds from 0 to the end, of which there are `most` + 1 or fewer."""
    step = next((secs for secs in STEPS_SECS if end_secs / secs <= most), STEPS_SECS[-1])
    return [number * step for number in range(int(end_secs / step * (1 + 1e-9)) + 1)]

"""What was measured of each recipe, and how long all items would take by it."""

from dataclasses import dataclass, field
from math import ceil
from statistics import median
from typing import Any

from .recipe import Recipe


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement: so many items took so many seconds, the start of the pool included."""

    items: int
    secs: float
    cpu_secs: float = 0.0
    failed: int = 0
    peak_bytes: int = 0
    child_peak_bytes: int = 0


@dataclass(slots=True)
class Measured:
    """The measurements of one recipe.

    Attributes:
        recipe: which.
        runs: in the order in which they were made.
        out: why it cannot be taken, a key of the words' topic `advice` below `out`; "" if it can.
        values: what the sentence of `out` names.
    """

    recipe: Recipe
    runs: list[Run] = field(default_factory=list)
    out: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """It was measured, and nothing is against it."""
        return bool(self.runs) and not self.out

    @property
    def most_items(self) -> int:
        """How many items its largest runs had."""
        return max((run.items for run in self.runs), default=0)

    def totals_secs(self, count: int) -> list[float]:
        """What each of the largest runs says that `count` items take: see `start_and_slope`."""
        start, _ = self.start_and_slope()
        largest = [run for run in self.runs if run.items == self.most_items]
        more = self._rounds(count) / self._rounds(self.most_items)
        return [start + max(0.0, run.secs - start) * more for run in largest]

    def total_secs(self, count: int) -> float:
        """The median of `totals_secs`."""
        return median(self.totals_secs(count))

    def start_and_slope(self) -> tuple[float, float]:
        """Seconds to start, and seconds an item, from runs with few and with many items.

        With runs of one size only the start is not known apart, and counts as 0: a larger number of items
        then looks slower than it would be, but no size that was measured does.
        """
        sizes = sorted({run.items for run in self.runs})
        most = sizes[-1]
        secs = {size: median(run.secs for run in self.runs if run.items == size) for size in sizes}
        few = [size for size in sizes if size * 2 <= most]
        if not few:
            return 0.0, secs[most] / most
        slope = (secs[most] - secs[few[-1]]) / (most - few[-1])
        slope = min(max(slope, 0.0), secs[most] / most)
        return secs[most] - slope * most, slope

    def _rounds(self, items: int) -> int:
        """How often each slot has its turn: 10 items in 8 slots take as long as 16."""
        return ceil(items / self.recipe.slots)

    def rate(self) -> float:
        """Items a second in the largest runs."""
        largest = [run.items / run.secs for run in self.runs if run.items == self.most_items and run.secs > 0]
        return median(largest) if largest else 0.0

    def to_dict(self, count: int) -> dict[str, Any]:
        """As JSON values; `total_secs` is for `count` items."""
        recipe = self.recipe
        return {
            "model": recipe.model,
            "slots": recipe.slots,
            "python": recipe.python,
            "chunk": recipe.chunk,
            "runs": [{"items": run.items, "secs": run.secs} for run in self.runs],
            "total_secs": self.total_secs(count) if self.runs else None,
            "out": self.out or None,
            "values": self.values,
        }

"""How often each fault has struck, so that it can stop after a number of times."""

from collections import OrderedDict
from collections.abc import Hashable

_KEPT = 10_000


class Attempts:
    """Counts per key in bounded memory: the least recently used are forgotten and start again."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._counts: OrderedDict[Hashable, int] = OrderedDict()

    def take(self, key: Hashable, times: int | None) -> bool:
        """Whether the fault strikes once more: the first `times` it does, with None always."""
        if times is None:
            return True
        struck = self._counts.get(key, 0)
        self._counts[key] = min(struck + 1, times)
        self._counts.move_to_end(key)
        if len(self._counts) > self._kept:
            self._counts.popitem(last=False)
        return struck < times

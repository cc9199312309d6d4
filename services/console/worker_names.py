"""Workers as people call them: "threads 1", "threads 2", "processes 1"."""

from collections.abc import Iterable

from client import WorkerView
from words import printable


class WorkerNames:
    """Numbers the workers of each pool, in the order of their own names; later ones follow.

    Args:
        workers: those there are.
    """

    def __init__(self, workers: Iterable[WorkerView]) -> None:
        self._names: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        for worker in sorted(workers, key=lambda worker: worker["name"]):
            self.name_of(worker["name"], worker["pool"] or "")

    def name_of(self, worker: str, pool: str) -> str:
        """What to call the worker."""
        if worker not in self._names:
            self._counts[pool] = self._counts.get(pool, 0) + 1
            self._names[worker] = printable(f"{pool} {self._counts[pool]}".strip())
        return self._names[worker]

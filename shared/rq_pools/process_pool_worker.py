"""N jobs at a time in N child processes that live as long as the worker."""

from typing import Any

from .child import Child
from .child_pool_worker import ChildPoolWorker
from .child_slots import ChildSlots
from .messages import Recipe
from .slot_child import SlotChild
from .zygote import Zygote


class ProcessSlots(ChildSlots):
    """Processes, with the zygote that forks them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zygote = Zygote.start()

    def start_child(self, slot: int, recipe: Recipe) -> Child:
        """A process."""
        return SlotChild.start(self._zygote, recipe)

    def close(self) -> None:
        """End all children, and the zygote."""
        super().close()
        self._zygote.close()


class ProcessPoolWorker(ChildPoolWorker):
    """For jobs that compute: each child has an interpreter lock of its own, and can be killed alone.

    Args:
        initializer: a function of an importable module, called once in each child before its first job.
        *args, **kwargs: as `PoolWorker`.
    """

    pool_kind = "processes"
    slots_class = ProcessSlots

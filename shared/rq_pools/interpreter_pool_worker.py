"""N jobs at a time in N sub-interpreters of the worker's own process."""

import sys
import time
from typing import Any

from . import slot_interpreter
from .child import Child
from .child_pool_worker import ChildPoolWorker
from .child_slots import ChildSlots
from .messages import Recipe
from .slot_interpreter import SlotInterpreter, count_left_behind

SINCE = (3, 14)
MAX_LEFT_BEHIND = 8
END_SECS = 1.0  # in which an interpreter that has nothing to do has long ended


class NeedsNewerPython(RuntimeError):
    """This Python has no sub-interpreters for programs: PEP 734 came with 3.14."""


class InterpreterSlots(ChildSlots):
    """Interpreters; a worker with too many that nothing can end should be started anew."""

    def start_child(self, slot: int, recipe: Recipe) -> Child:
        """An interpreter."""
        return SlotInterpreter(slot, recipe)

    def close(self) -> None:
        """End all interpreters, and wait for those that end soon: a program that forks beside one crashes."""
        interpreters = [child for child in self._children.values() if isinstance(child, SlotInterpreter)]
        super().close()
        deadline = time.monotonic() + END_SECS
        for interpreter in interpreters:
            interpreter.wait_for_end(max(0.0, deadline - time.monotonic()))

    def is_broken(self) -> bool:
        """As of `ChildSlots`, or too many are left behind."""
        return super().is_broken() or count_left_behind() > MAX_LEFT_BEHIND


class InterpreterPoolWorker(ChildPoolWorker):
    """For jobs that compute in pure Python: each interpreter has a lock of its own, in one process.

    Args:
        initializer: a function of an importable module, called once in each interpreter before its first job.
        *args, **kwargs: as `PoolWorker`.

    Raises:
        NeedsNewerPython: before Python 3.14.
    """

    pool_kind = "interpreters"
    slots_class = InterpreterSlots

    def work(self, *args: Any, **kwargs: Any) -> bool:
        """As of `PoolWorker`."""
        try:
            return super().work(*args, **kwargs)
        except SystemExit as end:
            slot_interpreter.exit_code = end.code if isinstance(end.code, int) else 0
            raise
        except BaseException:
            slot_interpreter.exit_code = 1
            raise

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if sys.version_info < SINCE:
            running = ".".join(str(part) for part in sys.version_info[:3])
            raise NeedsNewerPython(f"InterpreterPoolWorker needs Python 3.14 or later; this is {running}")
        super().__init__(*args, **kwargs)

"""A subclass of Thread that overrides `run`: the study note's third listing.

It does the same as `threads`. A subclass pays off if a thread needs its own state or methods.
Source: Python docs, threading, "Thread objects": override only `__init__` and `run`.
"""

from collections.abc import Callable, Iterable
from queue import SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

from concurrency.endings import Ending, OnDone, attempt, collect, results

T = TypeVar("T")
R = TypeVar("R")


class ItemThread(Thread, Generic[T, R]):
    """A thread that calls the function on one item and puts its ending into a queue."""

    def __init__(
        self,
        index: int,
        function: Callable[[T], R],
        item: T,
        arrivals: SimpleQueue[tuple[int, Ending[R]]],
    ) -> None:
        super().__init__(name=f"item-{index}")
        self._index = index
        self._function = function
        self._item = item
        self._arrivals = arrivals

    def run(self) -> None:
        """Called by `start` in the new thread. Calling it directly starts no thread."""
        self._arrivals.put((self._index, attempt(self._function, self._item)))


def run(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    slots: int,  # noqa: ARG001 - always one thread per item
    on_done: OnDone[R] | None = None,
) -> list[R]:
    """Start one ItemThread per item, then join them all.

    Parameters, result and errors: see `concurrency.Run`; `slots` and limits are as in `threads.run`.
    """
    arrivals: SimpleQueue[tuple[int, Ending[R]]] = SimpleQueue()
    started: list[ItemThread[T, R]] = []
    try:
        for index, item in enumerate(items):
            thread = ItemThread(index, function, item, arrivals)
            thread.start()
            started.append(thread)
        endings = collect((arrivals.get() for _ in started), on_done)
    finally:
        for thread in started:
            thread.join()
    return results(endings)

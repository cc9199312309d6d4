"""A class of one's own that inherits from Thread and overrides `run`: the study note's third listing.

It does what `threads` does. The class is worth its lines when a thread has state or methods of its own.
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
    """A thread that calls the function on one item and posts how it ended to the mailbox."""

    def __init__(
        self,
        index: int,
        function: Callable[[T], R],
        item: T,
        mailbox: SimpleQueue[tuple[int, Ending[R]]],
    ) -> None:
        super().__init__(name=f"item-{index}")
        self._index = index
        self._function = function
        self._item = item
        self._mailbox = mailbox

    def run(self) -> None:
        """What the new thread does; `start` calls it there. Calling it directly starts no thread."""
        self._mailbox.put((self._index, attempt(self._function, self._item)))


def run(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    slots: int,  # noqa: ARG001 - one thread per item whatever is asked
    on_done: OnDone[R] | None = None,
) -> list[R]:
    """Start one ItemThread per item, then join them all.

    Parameters, result and errors: see `concurrency.Run`; `slots` and limits are as in `threads.run`.
    """
    mailbox: SimpleQueue[tuple[int, Ending[R]]] = SimpleQueue()
    started: list[ItemThread[T, R]] = []
    try:
        for index, item in enumerate(items):
            thread = ItemThread(index, function, item, mailbox)
            thread.start()
            started.append(thread)
        endings = collect((mailbox.get() for _ in started), on_done)
    finally:
        for thread in started:
            thread.join()
    return results(endings)

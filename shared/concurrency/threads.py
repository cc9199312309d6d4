"""One Thread per item, all started at once: the study note's second listing.

Threads share the memory of their process, so function, items and results are not copied. Under the GIL only
one thread runs Python code at a time; while one waits for the network or sleeps, others run.
Source: Python docs, threading; glossary, "global interpreter lock".
"""

from collections.abc import Callable, Iterable
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from concurrency.endings import Ending, OnDone, attempt, collect, results

T = TypeVar("T")
R = TypeVar("R")


def run(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    slots: int,  # noqa: ARG001 - always one thread per item
    on_done: OnDone[R] | None = None,
) -> list[R]:
    """Start one Thread per item, then join them all.

    Parameters, result and errors: see `concurrency.Run`. `slots` is ignored: every item has its own thread.
    If the system refuses a thread, RuntimeError is raised after the started ones have ended. Threads cannot
    be stopped from outside, so Ctrl-C waits for those that run.
    """
    arrivals: SimpleQueue[tuple[int, Ending[R]]] = SimpleQueue()

    def do(index: int, item: T) -> None:
        arrivals.put((index, attempt(function, item)))

    started: list[Thread] = []
    try:
        for index, item in enumerate(items):
            thread = Thread(target=do, args=(index, item), name=f"item-{index}")
            thread.start()
            started.append(thread)
        endings = collect((arrivals.get() for _ in started), on_done)
    finally:
        for thread in started:
            thread.join()
    return results(endings)

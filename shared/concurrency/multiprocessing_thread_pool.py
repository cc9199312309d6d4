"""The older pool of threads, `multiprocessing.pool.ThreadPool`: the interface of `multiprocessing.Pool`.

It serves the same purpose as `thread_pool`; the Python docs recommend that one for new code.
Source: Python docs, multiprocessing, "ThreadPool".
"""

from collections.abc import Callable, Iterable
from multiprocessing.pool import ThreadPool
from typing import TypeVar

from concurrency.endings import Ending, OnDone, attempt, collect, results

T = TypeVar("T")
R = TypeVar("R")


def run(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    slots: int,
    on_done: OnDone[R] | None = None,
) -> list[R]:
    """Call `function` in at most `slots` threads at a time.

    Parameters, result and errors: see `concurrency.Run`. Ctrl-C waits for the items that run and drops the
    others. Items are handed out one by one: threads share memory, so chunks would save nothing.
    """

    def numbered(call: tuple[int, T]) -> tuple[int, Ending[R]]:
        index, item = call
        return index, attempt(function, item)

    pool = ThreadPool(slots)
    try:
        endings = collect(pool.imap_unordered(numbered, enumerate(items)), on_done)
    finally:
        pool.terminate()  # drops what has not begun
        pool.join()
    return results(endings)

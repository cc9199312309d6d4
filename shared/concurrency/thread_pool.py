"""A few threads that take item after item: `slots` threads however many items there are.

Source: Python docs, concurrent.futures, ThreadPoolExecutor (PEP 3148).
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from concurrency.endings import Ending, OnDone, attempt, collect_futures, results

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
    others.
    """
    with ThreadPoolExecutor(max_workers=slots, thread_name_prefix="slot") as pool:
        futures = [pool.submit(attempt, function, item) for item in items]
        endings = collect_futures(futures, _ending_of, on_done)
    return results(endings)


def _ending_of(_index: int, future: Future[Ending[R]]) -> Ending[R]:
    return future.result()

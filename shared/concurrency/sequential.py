"""One item after another: the baseline for every other model."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from concurrency.endings import OnDone, attempt, collect, results

T = TypeVar("T")
R = TypeVar("R")


def run(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    slots: int,  # noqa: ARG001 - always one slot
    on_done: OnDone[R] | None = None,
) -> list[R]:
    """Call `function` on each item in turn, in the caller's own thread.

    Parameters, result and errors: see `concurrency.Run`. `slots` is ignored: there is always one.
    """
    arrivals = ((index, attempt(function, item)) for index, item in enumerate(items))
    return results(collect(arrivals, on_done))

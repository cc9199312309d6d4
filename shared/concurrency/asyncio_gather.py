"""`asyncio.gather` over coroutines that call a blocking function: one item at a time, as `sequential`.

A common mistake. An event loop switches between coroutines only where one awaits; a function that blocks
awaits nothing, so each coroutine runs from start to end before the next begins, in one thread: the time is
the sum of all. `asyncio_to_thread` is the remedy.
Source: Python docs, "Developing with asyncio", "Running Blocking Code".
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from concurrency.endings import Ending, OnDone, attempt, results, tell

T = TypeVar("T")
R = TypeVar("R")


def run(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    slots: int,  # noqa: ARG001 - always one item at a time
    on_done: OnDone[R] | None = None,
) -> list[R]:
    """Gather one coroutine per item, each of which blocks the event loop.

    Parameters, result and errors: see `concurrency.Run`. `slots` is ignored: there is always one. Ctrl-C
    waits for the item that runs and drops the others. It makes an event loop of its own, so the caller's
    thread must have none that runs (RuntimeError).
    """
    import asyncio  # here: every worker process imports this package, and asyncio takes longer than all of it

    interrupted = False

    async def call(index: int, item: T) -> Ending[R]:
        nonlocal interrupted
        if interrupted:  # all coroutines are due already: gather would cancel them only after they have run
            raise asyncio.CancelledError
        ending = attempt(function, item)  # blocks: nothing is awaited
        interrupted = True
        tell(index, ending, on_done)
        interrupted = False
        return ending

    async def gather_all() -> list[Ending[R]]:
        return await asyncio.gather(*(call(index, item) for index, item in enumerate(items)))

    return results(asyncio.run(gather_all()))

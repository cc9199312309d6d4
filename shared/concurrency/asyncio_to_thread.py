"""`asyncio.to_thread` for every item: an event loop that hands blocking calls to a pool of threads.

It is a thread pool: the loop itself runs no item. It uses the loop's default executor, which has
min(32, cores + 4) threads; here it gets `slots`, so that it does the same as the other pools.
Source: Python docs, asyncio, "Running in Threads", `loop.set_default_executor`.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from concurrency.endings import Ending, OnDone, attempt, results, tell

T = TypeVar("T")
R = TypeVar("R")


def run(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    slots: int,
    on_done: OnDone[R] | None = None,
) -> list[R]:
    """Call `function` in at most `slots` threads at a time, and await them all.

    Parameters, result and errors: see `concurrency.Run`. Ctrl-C waits for the items that run and drops the
    others. It makes an event loop of its own, so the caller's thread must have none that runs (RuntimeError).
    """
    import asyncio  # here: every worker process imports this package, and asyncio takes longer than all of it

    async def call(index: int, item: T) -> Ending[R]:
        ending = await asyncio.to_thread(attempt, function, item)
        tell(index, ending, on_done)
        return ending

    async def gather_all() -> list[Ending[R]]:
        executor = ThreadPoolExecutor(slots, thread_name_prefix="slot")
        asyncio.get_running_loop().set_default_executor(executor)
        return await asyncio.gather(*(call(index, item) for index, item in enumerate(items)))

    return results(asyncio.run(gather_all()))

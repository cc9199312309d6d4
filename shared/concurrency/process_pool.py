"""A few processes that take item after item: `slots` processes however many items there are.

Source: Python docs, concurrent.futures, ProcessPoolExecutor (PEP 3148).
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from concurrency.endings import Ending, Failed, OnDone, collect_futures, results
from concurrency.errors import WorkerDied
from concurrency.parcels import pack_call, perform, unpack
from concurrency.process_start import process_context

T = TypeVar("T")
R = TypeVar("R")


def run(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    slots: int,
    on_done: OnDone[R] | None = None,
) -> list[R]:
    """Call `function` in at most `slots` processes at a time; each is used for many items.

    Parameters, result and errors: see `concurrency.Run`. If a process dies, the pool is broken and loses all
    unfinished items: WorkerDied then names the first of them, without an exit code.
    """
    calls = [pack_call(index, function, item) for index, item in enumerate(items)]
    with ProcessPoolExecutor(max_workers=slots, mp_context=process_context()) as pool:
        futures = [_submit(pool, call) for call in calls]
        endings = collect_futures(futures, _ending_of, on_done)
    return results(endings)


def _submit(pool: ProcessPoolExecutor, call: bytes) -> Future[bytes]:
    try:
        return pool.submit(perform, call)
    except BrokenProcessPool as broken:  # a process died while later items were still being submitted
        future: Future[bytes] = Future()
        future.set_exception(broken)
        return future


def _ending_of(index: int, future: Future[bytes]) -> Ending[R]:
    try:
        return unpack(index, future.result())
    except BrokenProcessPool:
        return Failed(WorkerDied(index, None))

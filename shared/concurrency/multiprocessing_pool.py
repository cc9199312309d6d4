"""The older pool of processes, `multiprocessing.Pool`, with `imap_unordered`: results as they come.

It serves the same purpose as `process_pool`. It sends several items in one message, and it replaces a process
that dies; the items of that process are lost, and `imap_unordered` alone would wait for them for ever.
Source: Python docs, multiprocessing, "Process Pools"; bugs.python.org/issue22393 (lost items).
"""

from collections.abc import Callable, Iterable, Iterator
from multiprocessing import TimeoutError as NothingYet
from multiprocessing.pool import IMapIterator, Pool
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, TypeVar

from concurrency.endings import Ending, Failed, OnDone, collect, results
from concurrency.errors import WorkerDied
from concurrency.parcels import pack_call, perform, unpack
from concurrency.process_start import process_context

T = TypeVar("T")
R = TypeVar("R")

CHUNKS_PER_SLOT = 16
SILENCE_SECS = 0.1
END_SECS = 5.0


def run(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    slots: int,
    on_done: OnDone[R] | None = None,
) -> list[R]:
    """Call `function` in at most `slots` processes at a time; each is used for many items.

    Parameters, result and errors: see `concurrency.Run`. Of 32 items a slot or more, several are sent at
    once, and `on_done` hears of them at once. If a process dies, all unfinished items are given up:
    WorkerDied names the first of them. An interrupted run (Ctrl-C, an error in `on_done`) terminates its
    processes.
    """
    calls = [(index, pack_call(index, function, item)) for index, item in enumerate(items)]
    size = max(1, len(calls) // (max(1, slots) * CHUNKS_PER_SLOT))
    chunks = [calls[start : start + size] for start in range(0, len(calls), size)]
    pool = process_context().Pool(slots)
    try:
        # With a chunksize, imap_unordered gives a generator, which cannot wait with a timeout.
        arrivals = pool.imap_unordered(perform_chunk, chunks)
        endings: list[Ending[R]] = collect(_until_one_dies(pool, arrivals, len(calls)), on_done)
    finally:
        _end(pool)
    return results(endings)


def perform_chunk(calls: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Run in the child. Public, because the child imports it by name."""
    return [(index, perform(call)) for index, call in calls]


def _until_one_dies(
    pool: Pool, arrivals: "IMapIterator[list[tuple[int, bytes]]]", count: int
) -> Iterator[tuple[int, Ending[Any]]]:
    """The endings as they come; if a process dies and nothing comes for a moment, WorkerDied for the rest."""
    first_processes = _processes_of(pool)
    missing = set(range(count))
    while missing:
        try:
            chunk = arrivals.next(SILENCE_SECS)
        except NothingYet:
            if any(process.exitcode is not None for process in first_processes):
                yield from ((index, Failed(WorkerDied(index, None))) for index in sorted(missing))
                return
        else:
            missing.difference_update(index for index, _ in chunk)
            yield from ((index, unpack(index, parcel)) for index, parcel in chunk)


def _processes_of(pool: Pool) -> list[BaseProcess]:
    """The pool's processes now. The pool has no public name for them."""
    processes: list[BaseProcess] = getattr(pool, "_pool")  # noqa: B009
    return list(processes)


def _end(pool: Pool) -> None:
    """Terminate the pool within a bound: a process killed while it waited for an item keeps a lock."""
    ending = Thread(target=pool.terminate, name="end-pool", daemon=True)
    ending.start()
    ending.join(END_SECS)
    if ending.is_alive():
        for process in _processes_of(pool):
            process.kill()
            process.join()

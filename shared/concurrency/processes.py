"""One Process per item, all started at once: the study note's first listing.

Processes share no memory: function and item are sent to the child as a pickle, and each child sends its
result through its own pipe. Each child has its own GIL, so CPU-bound work runs on several cores.
Source: Python docs, multiprocessing.
"""

from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import TypeVar

from concurrency.endings import Ending, Failed, OnDone, collect, results
from concurrency.errors import WorkerDied
from concurrency.parcels import pack_call, perform, unpack
from concurrency.process_start import process_context, refuse_more_than_can_start

T = TypeVar("T")
R = TypeVar("R")


def run(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    slots: int,  # noqa: ARG001 - always one process per item
    on_done: OnDone[R] | None = None,
) -> list[R]:
    """Start one Process per item, then join them all.

    Parameters, result and errors: see `concurrency.Run`. `slots` is ignored: every item has its own process.
    Each item costs a whole Python (about 10 MB) and three open files while it runs. The usual limit of 1024
    open files allows about 320 items; for more, CannotStart is raised before any item starts. If the run is
    interrupted (Ctrl-C, an error in `on_done`), its processes are terminated.
    """
    calls = [pack_call(index, function, item) for index, item in enumerate(items)]
    refuse_more_than_can_start(len(calls))
    children: list[_Child] = []
    try:
        for index, call in enumerate(calls):
            children.append(_Child(index, call))
        endings: list[Ending[R]] = collect(_as_they_end(children), on_done)
    except BaseException:
        for child in children:
            child.terminate()
        raise
    finally:
        for child in children:
            child.join()
    return results(endings)


class _Child:
    """A process for one item, and the reading end of the pipe for its result."""

    def __init__(self, index: int, call: bytes) -> None:
        context = process_context()
        self.index = index
        self.reader, writer = context.Pipe(duplex=False)
        self.process = context.Process(target=perform_and_send, args=(call, writer), name=f"item-{index}")
        # Only the child keeps the writing end, so its death closes the pipe and the reader sees the end.
        with writer:
            self.process.start()

    def handles(self) -> tuple[Connection, int]:
        """The handles to wait for: one is ready when the child has sent its ending or died."""
        return self.reader, self.process.sentinel

    def ending(self) -> Ending[R]:
        """What the child sent, or WorkerDied. Call it when one of the handles is ready."""
        try:
            if self.reader.poll():
                return unpack(self.index, self.reader.recv_bytes())
        except (EOFError, ConnectionError):
            pass  # the child died before it had sent everything
        self.process.join()
        return Failed(WorkerDied(self.index, self.process.exitcode))

    def terminate(self) -> None:
        if self.process.is_alive():
            self.process.terminate()

    def join(self) -> None:
        self.process.join()
        self.process.close()
        self.reader.close()


def perform_and_send(call: bytes, writer: Connection) -> None:
    """Run in the child. Public, because the child imports it by name."""
    with writer:
        writer.send_bytes(perform(call))


def _as_they_end(children: list[_Child]) -> Iterator[tuple[int, Ending[R]]]:
    waiting = {child.index: child for child in children}
    while waiting:
        ready = wait([handle for child in waiting.values() for handle in child.handles()])
        for child in [child for child in waiting.values() if any(h in ready for h in child.handles())]:
            del waiting[child.index]
            yield child.index, child.ending()

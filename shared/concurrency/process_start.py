"""How the process models start processes, and how many they may start.

They never use plain fork: it copies only one thread, and a lock held by another thread stays locked in the
child for ever. A fork server, a small process without threads, forks instead.
Source: Python docs, multiprocessing, "Contexts and start methods"; default on Linux since Python 3.14.
"""

import multiprocessing
import sys
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path

from concurrency.errors import CannotStart

FILES_PER_CHILD = 3
"""Files that the parent keeps open for each running child: its result pipe, its sentinel, its status pipe."""

SPARE_FILES = 32
"""Files left for everything else that opens while children start and run."""


def process_context() -> ForkServerContext | SpawnContext:
    """The start method of all process models: the fork server if the system has one, otherwise spawn."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("forkserver")
    return multiprocessing.get_context("spawn")


def preload(*module_names: str) -> None:
    """Let the fork server import these modules once, so that no child has to.

    Call it early in a program that uses `processes`, with the module of the function: it has an effect only
    before the program's first process starts. The fork server is shared by the whole program, so the program
    decides. Name no module that starts threads when it is imported.
    Source: Python docs, multiprocessing.set_forkserver_preload. No effect where there is no fork server.
    """
    process_context().set_forkserver_preload(["__main__", "concurrency.parcels", *module_names])


def refuse_more_than_can_start(count: int) -> None:
    """Raise CannotStart if `count` processes at once need more open files than this process may have."""
    if sys.platform == "win32":
        return
    import resource  # not there on Windows

    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = len(list(Path("/dev/fd").iterdir())) + SPARE_FILES + FILES_PER_CHILD * count
    if limit != resource.RLIM_INFINITY and needed > limit:
        raise CannotStart("open-files", count=count, needed=needed, limit=limit)

"""Lesson: who shares memory? A global list, written by threads, processes and sub-interpreters.

The parent adds its name to the list. Then each worker adds its own name and reports what the list holds.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import getpid
from threading import Lock, get_native_id
from typing import Any

from concurrency import interpreter_pool, processes, threads

PARENT = "parent"

notice_board: list[str] = []
"""The global of the lesson: one list for each process or interpreter that imports this module."""

_one_lesson_at_a_time = Lock()


@dataclass(frozen=True)
class Sight:
    """What one worker saw on the board just after it had added its own name.

    Attributes:
        worker: the name it added, "worker 0", "worker 1", ...
        pid: its process id.
        thread_id: the operating system's id of its thread.
        interpreter_id: the id of its interpreter, 0 for the main one; None before Python 3.14.
        saw: the names on the board, in the order in which they were added.
    """

    worker: str
    pid: int
    thread_id: int
    interpreter_id: int | None
    saw: tuple[str, ...]


@dataclass(frozen=True)
class Observation:
    """What happened with one kind of worker.

    Attributes:
        runner: "threads", "processes" or "interpreters".
        workers: what each of them saw, in order of their numbers; empty if unavailable.
        parent_saw_after: the names on the parent's board after all workers have ended.
        shared: whether the workers' names were on the parent's board; None if unavailable.
        unavailable: why this runner is not available here: code, reason and values of the error; else None.
    """

    runner: str
    workers: tuple[Sight, ...]
    parent_saw_after: tuple[str, ...]
    shared: bool | None
    unavailable: dict[str, Any] | None


@dataclass(frozen=True)
class MemoryLesson:
    """The observations for threads, processes and interpreters, in this order.

    `dataclasses.asdict` of it is JSON.
    """

    observations: tuple[Observation, ...]


def run(workers: int = 3) -> MemoryLesson:
    """Show the global to `workers` threads, then processes, then interpreters (1 or more of each).

    Returns within about a second. A process runs one lesson at a time; a second call waits.
    Raises what `processes.run` raises when processes cannot be started.
    """
    names = [f"worker {number}" for number in range(workers)]
    return MemoryLesson((_with_threads(names), _with_processes(names), _with_interpreters(names)))


def write_and_look(name: str) -> Sight:
    """Run in every worker. Public, because processes and interpreters import it by name."""
    notice_board.append(name)
    return Sight(name, getpid(), get_native_id(), _interpreter_id(), tuple(notice_board))


def _with_threads(names: list[str]) -> Observation:
    with _board_of_parent():
        return _observation("threads", threads.run(write_and_look, names, slots=len(names)))


def _with_processes(names: list[str]) -> Observation:
    with _board_of_parent():
        return _observation("processes", processes.run(write_and_look, names, slots=len(names)))


def _with_interpreters(names: list[str]) -> Observation:
    error = interpreter_pool.unavailable()
    if error is not None:
        facts = {"code": error.code, "reason": error.reason, "values": error.values}
        return Observation("interpreters", (), (), None, facts)
    with _board_of_parent():
        return _observation("interpreters", [_in_new_interpreter(name) for name in names])


def _in_new_interpreter(name: str) -> Sight:
    """Run in an interpreter of its own; a pool might give two workers the same interpreter."""
    if sys.version_info < (3, 14):
        raise NotImplementedError
    else:  # noqa: RET506 - the type checker reads `else` as "3.14 and later"
        from concurrent import interpreters

        interpreter = interpreters.create()
        try:
            interpreter.exec(f"import sys; sys.path[:] = {sys.path!r}")  # it does not inherit changes to it
            return interpreter.call(write_and_look, name)
        finally:
            interpreter.close()


@contextmanager
def _board_of_parent() -> Iterator[None]:
    with _one_lesson_at_a_time:
        notice_board[:] = [PARENT]
        try:
            yield
        finally:
            notice_board.clear()


def _observation(runner: str, sights: list[Sight]) -> Observation:
    written = {sight.worker for sight in sights}
    after = tuple(notice_board)
    return Observation(runner, tuple(sights), after, written <= set(after), None)


def _interpreter_id() -> int | None:
    if sys.version_info < (3, 14):
        return None
    else:  # noqa: RET505 - the type checker reads `else` as "3.14 and later"
        from concurrent import interpreters

        return interpreters.get_current().id

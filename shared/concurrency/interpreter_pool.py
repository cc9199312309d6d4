"""A few sub-interpreters of this process that take item after item, each with its own GIL.

A sub-interpreter is isolated like a process (own modules, own globals) but runs in a thread of this one: it
uses another core without the cost of another process. C extensions must support it.
Source: PEP 684 (a GIL per interpreter), PEP 734; Python docs, InterpreterPoolExecutor (since 3.14).
"""

import platform
import sys
from collections.abc import Callable, Iterable
from concurrent import futures
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

from concurrency.endings import Ending, OnDone, collect_futures, results
from concurrency.errors import ModelUnavailable, NotSendable
from concurrency.parcels import pack_call, perform, unpack

T = TypeVar("T")
R = TypeVar("R")


def run(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    slots: int,
    on_done: OnDone[R] | None = None,
) -> list[R]:
    """Call `function` in at most `slots` sub-interpreters at a time; each is used for many items.

    Parameters, result and errors: see `concurrency.Run`. Raises ModelUnavailable before Python 3.14, and
    NotSendable for a function of `__main__`: every interpreter has its own `__main__`.
    """
    _refuse_old_python()
    _refuse_function_of_main(function)
    calls = [pack_call(index, function, item) for index, item in enumerate(items)]
    with _new_pool(slots) as pool:
        pending = [pool.submit(perform, call) for call in calls]
        endings: list[Ending[R]] = collect_futures(pending, _ending_of, on_done)
    return results(endings)


def unavailable() -> ModelUnavailable | None:
    """Why this Python cannot run the model; None if it can."""
    if hasattr(futures, "InterpreterPoolExecutor"):
        return None
    version = platform.python_version()
    return ModelUnavailable("needs-python", model="interpreter_pool", needed="3.14", version=version)


def _refuse_old_python() -> None:
    reason = unavailable()
    if reason is not None:
        raise reason


def _new_pool(slots: int) -> Executor:
    if sys.version_info < (3, 14):
        raise NotImplementedError
    else:  # noqa: RET506 - the type checker reads `else` as "3.14 and later"
        from concurrent.futures import InterpreterPoolExecutor

        # A new interpreter does not inherit the program's changes to sys.path.
        same_path = f"import sys; sys.path[:] = {sys.path!r}"
        return InterpreterPoolExecutor(max_workers=slots, initializer=exec, initargs=(same_path,))


def _refuse_function_of_main(function: Callable[[Any], Any]) -> None:
    if getattr(function, "__module__", None) == "__main__":
        raise NotSendable("function-of-main", function=repr(function))


def _ending_of(index: int, future: Future[bytes]) -> Ending[R]:
    return unpack(index, future.result())

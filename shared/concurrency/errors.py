"""The errors of the models, in addition to those of the function.

::

    ConcurrencyError
    ├── ModelUnavailable   this Python cannot run the model
    ├── CannotStart        the system allows too few open files for a process per item
    ├── NotSendable        a function, item, result or error cannot be pickled
    └── WorkerDied         a process ended before it sent its result

Errors carry facts; sentences are made where they are shown. All of them can be pickled, to be raised in one
process and handled in another.
"""

import copyreg
import signal
from collections.abc import Mapping
from typing import Any, ClassVar

Value = str | int | None


class ConcurrencyError(Exception):
    """The base of all errors that a model itself raises.

    Args:
        reason: the narrower case, one of `reasons`.
        values: the facts of this case.

    Attributes:
        code: a stable word for programs.
        reasons: all reasons of this class, each with the names of its values.
    """

    code: ClassVar[str]
    reasons: ClassVar[Mapping[str, tuple[str, ...]]]

    def __init__(self, reason: str, /, **values: Value) -> None:
        super().__init__(reason, values)
        self.reason = reason
        self.values = values

    def __str__(self) -> str:
        """For developers: `"not-sendable call index=0 …"`."""
        facts = [f"{name}={value!r}" for name, value in self.values.items()]
        return " ".join([self.code, self.reason, *facts])

    def __reduce__(self) -> tuple[Any, ...]:
        return copyreg.__newobj__, (type(self), *self.args), vars(self)  # type: ignore[attr-defined]


class ModelUnavailable(ConcurrencyError):
    """This Python cannot run the model."""

    code = "unavailable"
    reasons: ClassVar = {"needs-python": ("model", "needed", "version")}


class CannotStart(ConcurrencyError):
    """No further process can be started."""

    code = "cannot-start"
    reasons: ClassVar = {"open-files": ("count", "needed", "limit")}


class NotSendable(ConcurrencyError):
    """A function, an item, a result or an error cannot be sent to or from another process or interpreter.

    All are sent as pickles, which refer to functions and classes by module and name. Local ones (a lambda,
    a class inside a function) and objects of one process (a lock, a socket) cannot be sent.
    Source: Python docs, pickle, "What can be pickled and unpickled?".
    """

    code = "not-sendable"
    reasons: ClassVar = {
        "call": ("index", "function", "error"),
        "call-unreadable": ("error",),
        "error": ("index", "what", "error"),
        "function-of-main": ("function",),
        "result": ("index", "what", "error"),
        "result-unreadable": ("index", "error"),
    }


class WorkerDied(ConcurrencyError):
    """A process ended without sending its result: killed, out of memory, or `os._exit`.

    Args:
        index: the item that has no result because of it, counted from 0.
        exit_code: as in `multiprocessing.Process.exitcode`: -N if signal N killed the process; None in a
            process pool, which does not tell which of its processes ran the item.
    """

    code = "worker-died"
    reasons: ClassVar = {
        "exited": ("index", "exit_code"),
        "killed": ("index", "signal"),
        "pool-broken": ("index",),
    }

    def __init__(self, index: int, exit_code: int | None) -> None:
        self.index = index
        self.exit_code = exit_code
        if exit_code is None:
            super().__init__("pool-broken", index=index)
        elif exit_code >= 0:
            super().__init__("exited", index=index, exit_code=exit_code)
        else:
            super().__init__("killed", index=index, signal=_signal_name(-exit_code))


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)

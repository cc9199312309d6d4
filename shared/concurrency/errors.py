"""What can go wrong besides the function's own errors.

::

    ConcurrencyError
    ├── ModelUnavailable   this Python cannot run the model
    ├── CannotStart        the system has no room for one more process per item
    ├── NotSendable        a function, item, result or error cannot be pickled
    └── WorkerDied         a process ended before it could hand over its result

Every one survives pickling, so it can be raised in one process and read in another.
"""

import signal


class ConcurrencyError(Exception):
    """Base of every error that a model itself raises."""


class ModelUnavailable(ConcurrencyError):
    """This Python cannot run the model; the message is one sentence that says what to do."""


class CannotStart(ConcurrencyError):
    """No further process can be started; the message says which limit was met and what to do."""


class NotSendable(ConcurrencyError):
    """A function, an item, a result or an error cannot travel to or from another process or interpreter.

    All of them travel as pickles, which name functions and classes by module: what is made inside a
    function (a lambda, a local class) and what belongs to one process (a lock, a socket) stays behind.
    Source: Python docs, pickle, "What can be pickled and unpickled?".
    """


class WorkerDied(ConcurrencyError):
    """A process ended without handing over its result: killed, out of memory, or `os._exit`.

    Attributes:
        index: which item has no result for it, counted from 0.
        exit_code: as in `multiprocessing.Process.exitcode`: -N when signal N killed the process; None in
            a process pool, which does not tell which of its processes died.
    """

    def __init__(self, index: int, exit_code: int | None) -> None:
        super().__init__(index, exit_code)
        self.index = index
        self.exit_code = exit_code

    def __str__(self) -> str:
        if self.exit_code is None:
            return (
                f"item {self.index} has no result: a process of the pool died, and with it every item "
                "that the pool had not finished; the model `processes` tells the item and the exit code"
            )
        return (
            f"item {self.index} has no result: its process ended with exit code {self._exit_code_in_words()}"
        )

    def _exit_code_in_words(self) -> str:
        if self.exit_code is None or self.exit_code >= 0:
            return str(self.exit_code)
        try:
            name = signal.Signals(-self.exit_code).name
        except ValueError:
            name = f"signal {-self.exit_code}"
        return f"{self.exit_code} (killed by {name})"

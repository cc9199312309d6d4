"""SIGINT and SIGTERM: the worker's while it works, and the program's again when it has ended."""

import signal
import time
from typing import Any

from .shutdown import DUPLICATE_SIGNAL_SECS

NUMBERS = (signal.SIGINT, signal.SIGTERM)


class Signals:
    """Who had the signals before.

    A signal that comes right after the end is one more of those that have brought it about, and is ignored:
    the program may not yet have come to its own end.
    """

    def __init__(self) -> None:
        self._previous: dict[int, Any] = {}
        self._released_at: float | None = None

    def keep(self) -> None:
        """Remember whose they are; in the main thread, before they are the worker's."""
        self._previous = {number: signal.getsignal(number) for number in NUMBERS}
        self._released_at = None

    def release(self) -> None:
        """Have no use for them any more."""
        self._released_at = time.monotonic()

    def pass_on(self, number: int) -> bool:
        """Give a signal back to whoever had it before; False while the worker works."""
        if self._released_at is None:
            return False
        if time.monotonic() - self._released_at > DUPLICATE_SIGNAL_SECS:
            for each, handler in self._previous.items():
                signal.signal(each, handler)
            self._previous = {}
            signal.raise_signal(number)
        return True

"""SIGINT and SIGTERM: the worker's while it works, and the program's again when it has ended."""

import signal
import time
from collections.abc import Callable
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

    def begin(self) -> None:
        """Have a use for them from now on."""
        self._released_at = None

    def keep(self, own: Callable[..., object]) -> None:
        """Remember whose they are, before they are the worker's; in the main thread.

        Args:
            own: the worker's handler. Where it has worked before, they may still be its own.
        """
        for number in NUMBERS:
            handler = signal.getsignal(number)
            if handler != own:
                self._previous[number] = signal.SIG_DFL if handler is None else handler

    def release(self) -> None:
        """Have no use for them any more."""
        self._released_at = time.monotonic()

    def pass_on(self, number: int) -> bool:
        """Give a signal back to whoever had it before; False while the worker works."""
        if self._released_at is None:
            return False
        if self._previous and time.monotonic() - self._released_at > DUPLICATE_SIGNAL_SECS:
            while self._previous:
                signal.signal(*self._previous.popitem())
            signal.raise_signal(number)
        return True

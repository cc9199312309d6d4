"""A watch that ends a transfer from outside, when it is cancelled or its time is up."""

import threading
import time
from collections.abc import Callable

from .errors import DownloadCancelled, DownloadError, DownloadTimedOut
from .report import Cancelled

POLL_SECS = 0.2  # a cancel is seen within this time


class Watch:
    """Asks `cancelled` and the clock in a thread of its own while the task's thread waits for bytes.

    A thread that waits in `recv` cannot be interrupted (`PyThreadState_SetAsyncExc` does not reach a
    blocking call), but its socket can be shut down under it.

    Args:
        cancelled: asked every 0.2 s.
        total_secs: how long the whole may take, in seconds.
    """

    def __init__(self, *, cancelled: Cancelled, total_secs: float) -> None:
        self._cancelled = cancelled
        self._total_secs = total_secs
        self._deadline = time.monotonic() + total_secs
        self._over = threading.Event()
        self._cut: Callable[[], None] | None = None
        self._lock = threading.Lock()
        # Not a daemon: isolated sub-interpreters allow none.
        self._thread = threading.Thread(target=self._run, name="download-watch")
        self.reason: DownloadError | None = None

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def guard(self, cut: Callable[[], None]) -> None:
        """Say how to end what is running now; called at once when its end has already been decided."""
        with self._lock:
            self._cut = cut
            if self.reason is not None:
                cut()

    def has_fired(self) -> bool:
        """Whether the transfer has to end."""
        return self.reason is not None

    def check(self) -> None:
        """Raise the reason when the transfer has to end.

        Raises:
            DownloadCancelled, DownloadTimedOut: it has.
        """
        if self.reason is not None:
            raise self.reason

    def _run(self) -> None:
        while not self._over.wait(POLL_SECS):
            reason = self._reason_to_end()
            if reason is not None:
                with self._lock:
                    self.reason = reason
                    if self._cut is not None:
                        self._cut()
                return

    def _reason_to_end(self) -> DownloadError | None:
        if self._cancelled():
            return DownloadCancelled("cancelled while bytes were coming")
        if time.monotonic() > self._deadline:
            return DownloadTimedOut(f"not done within {self._total_secs:g} s in all")
        return None

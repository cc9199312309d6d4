"""A watch that ends a transfer from outside, when it is cancelled or its time is up."""

import contextlib
import contextvars
import socket
import threading
import time

from ..errors import DownloadCancelled, DownloadError, DownloadTimedOut
from ..report import Cancelled

POLL_SECS = 0.2  # a cancel is seen within this time


class Watch:
    """Asks `cancelled` and the clock in a thread of its own while the task's thread waits for bytes.

    A thread that waits in `recv` cannot be interrupted (`PyThreadState_SetAsyncExc` does not reach a
    blocking call), but its socket can be shut down under it.

    Args:
        cancelled: asked every 0.2 s, with the context variables of the thread that made the watch.
        total_secs: how long the whole may take, in seconds.
    """

    def __init__(self, *, cancelled: Cancelled, total_secs: float) -> None:
        self._cancelled = cancelled
        self._total_secs = total_secs
        self._deadline = time.monotonic() + total_secs
        self._over = threading.Event()
        self._line: socket.socket | None = None
        self._lock = threading.Lock()
        # A new thread starts without them, and by them RQ's jobs know which one they are.
        context = contextvars.copy_context()
        # Not a daemon: isolated sub-interpreters allow none.
        self._thread = threading.Thread(target=context.run, args=(self._run,), name="download-watch")
        self.reason: DownloadError | None = None

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        if self._line is not None:
            self._line.close()

    def guard(self, sock: socket.socket) -> None:
        """Say which connection is the transfer's now; it is cut at once when the end has been decided.

        Keeps a descriptor of its own: TLS takes the socket apart, and http.client forgets it.
        """
        with self._lock:
            if self._line is not None:
                self._line.close()
            self._line = sock.dup()
            if self.reason is not None:
                self._cut()

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
                    self._cut()
                return

    def _cut(self) -> None:
        if self._line is not None:
            with contextlib.suppress(OSError):  # the server was faster
                self._line.shutdown(socket.SHUT_RDWR)

    def _reason_to_end(self) -> DownloadError | None:
        if self._cancelled():
            return DownloadCancelled("transferring")
        if time.monotonic() > self._deadline:
            return DownloadTimedOut("total", secs=self._total_secs)
        return None

"""Ends a transfer from another thread when it is cancelled or takes too long."""

import contextlib
import contextvars
import socket
import threading
import time

from ..errors import DownloadCancelled, DownloadError, DownloadTimedOut
from ..report import Cancelled

POLL_SECS = 0.2  # a cancel is noticed within this time


class Watch:
    """Checks `cancelled` and the clock in its own thread, while the task's thread waits for bytes.

    A thread that waits in `recv` cannot be interrupted (`PyThreadState_SetAsyncExc` does not reach a blocking
    call), but another thread can shut its socket down.

    Args:
        cancelled: called every 0.2 s, with the context variables of the thread that made the watch.
        total_secs: how long the transfer may take, in seconds.
    """

    def __init__(self, *, cancelled: Cancelled, total_secs: float) -> None:
        self._cancelled = cancelled
        self._total_secs = total_secs
        self._deadline = time.monotonic() + total_secs
        self._over = threading.Event()
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        # A new thread starts without context variables, and RQ keeps the current job in one.
        context = contextvars.copy_context()
        # Not a daemon thread: isolated sub-interpreters allow none.
        self._thread = threading.Thread(target=context.run, args=(self._run,), name="download-watch")
        self.reason: DownloadError | None = None

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        if self._socket is not None:
            self._socket.close()

    def guard(self, sock: socket.socket) -> None:
        """Set the transfer's current connection; it is cut at once if the transfer has to end.

        Keeps a duplicate of the descriptor, because TLS detaches the original socket's.
        """
        with self._lock:
            if self._socket is not None:
                self._socket.close()
            self._socket = sock.dup()
            if self.reason is not None:
                self._cut()

    def check(self) -> None:
        """Raise the reason if the transfer has to end.

        Raises:
            DownloadCancelled, DownloadTimedOut: it has to.
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
        if self._socket is not None:
            with contextlib.suppress(OSError):  # the server has closed it already
                self._socket.shutdown(socket.SHUT_RDWR)

    def _reason_to_end(self) -> DownloadError | None:
        if self._cancelled():
            return DownloadCancelled("transferring")
        if time.monotonic() > self._deadline:
            return DownloadTimedOut("total", secs=self._total_secs)
        return None

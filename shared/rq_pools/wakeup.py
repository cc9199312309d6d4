"""Waking the work loop from wherever something happens: a slot's thread, the doorbell, a signal handler."""

import contextlib
import socket


class Wakeup:
    """A socket to oneself, for a selector to wait on. `ring` is safe in a signal handler; a lock is not."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    def fileno(self) -> int:
        """What the selector waits on."""
        return self._reader.fileno()

    def ring(self) -> None:
        """Have the waiting end; at once, or the next time."""
        with contextlib.suppress(OSError):  # full: it has been rung often enough; or closed
            self._writer.send(b"!")

    def clear(self) -> None:
        """Forget all ringing so far."""
        with contextlib.suppress(BlockingIOError):
            self._reader.recv(65_536)

    def close(self) -> None:
        """Give the sockets back."""
        self._reader.close()
        self._writer.close()

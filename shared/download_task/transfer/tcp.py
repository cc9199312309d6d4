"""Connects to the first address of a host that answers (Happy Eyeballs, RFC 8305)."""

import contextlib
import errno
import os
import selectors
import socket
import time
from collections import deque
from collections.abc import Iterable
from itertools import chain, zip_longest

from .lookup import Address
from .watch import POLL_SECS, Watch

ATTEMPT_DELAY_SECS = 0.25  # RFC 8305, section 5: the next attempt starts before the last one fails


def connect_to_first(addresses: Iterable[Address], *, timeout_secs: float, watch: Watch) -> socket.socket:
    """Connect to the first address that answers; an attempt starts 0.25 s after the last one.

    Args:
        addresses: in the resolver's order of preference.
        timeout_secs: how long all attempts together may take, in seconds.
        watch: ends the attempts when the transfer has to end.

    Raises:
        TimeoutError: no address answered in time.
        OSError: all attempts failed; the last one's error.
        DownloadCancelled, DownloadTimedOut: the transfer has to end.
    """
    deadline = time.monotonic() + timeout_secs
    waiting = deque(_families_in_turn(addresses))
    failure = OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
    with _Attempts() as attempts:
        while waiting or attempts.are_open():
            watch.check()
            if time.monotonic() > deadline:
                raise TimeoutError
            try:
                if waiting and attempts.is_next_due():
                    attempts.start(waiting.popleft())
                if connected := attempts.connected():
                    return connected
            except OSError as error:
                failure = error
    raise failure


class _Attempts:
    """Sockets that are connecting; those still connecting at the end are closed."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._next_start = 0.0

    def __enter__(self) -> "_Attempts":
        return self

    def __exit__(self, *_: object) -> None:
        for sock in self._sockets():
            sock.close()
        self._selector.close()

    def are_open(self) -> bool:
        return bool(self._sockets())

    def is_next_due(self) -> bool:
        return not self.are_open() or time.monotonic() >= self._next_start

    def start(self, address: Address) -> None:
        self._next_start = time.monotonic() + ATTEMPT_DELAY_SECS
        sock = socket.socket(address.family, socket.SOCK_STREAM)
        try:
            sock.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                sock.connect(address.sockaddr)
        except BaseException:
            sock.close()
            raise
        self._selector.register(sock, selectors.EVENT_WRITE, data=sock)

    def connected(self) -> socket.socket | None:
        """The first socket that is connected; waits at most 0.2 s for it.

        Raises:
            OSError: an attempt failed.
        """
        for key, _ in self._selector.select(POLL_SECS):
            self._selector.unregister(key.fileobj)
            sock: socket.socket = key.data
            if code := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                sock.close()
                raise OSError(code, os.strerror(code))
            return sock
        return None

    def _sockets(self) -> list[socket.socket]:
        return [key.data for key in self._selector.get_map().values()]


def _families_in_turn(addresses: Iterable[Address]) -> list[Address]:
    """Alternate IPv6 and IPv4 addresses, starting with the family of the first (RFC 8305, section 4)."""
    first, other = deque[Address](), deque[Address]()
    for address in addresses:
        (first if not first or address.family == first[0].family else other).append(address)
    return [address for address in chain(*zip_longest(first, other)) if address is not None]

"""One HTTP connection that another thread can cut at any moment."""

import contextlib
import os
import select
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection

from ..errors import DownloadTimedOut, TransferBroken, error_name
from .watch import Watch

POLL_SECS = 0.2

Connection = HTTPConnection | HTTPSConnection
Connect = Callable[[str, int], socket.socket]


def open_connection(url: str, *, connect_secs: float, read_secs: float, watch: Watch) -> Connection:
    """Connect to the URL's host.

    Looking the name up cannot be interrupted (`getaddrinfo` has no time-out); everything after can.

    Args:
        url: a valid http or https URL.
        connect_secs: how long connecting may take, in seconds; then how long TLS may.
        read_secs: how long each later read may stay silent, in seconds.
        watch: cuts the connection when the transfer has to end.

    Raises:
        DownloadTimedOut, TransferBroken: the connection cannot be made.
        urllib3.exceptions.HTTPError, OSError: TLS cannot be agreed on.
    """

    def connect(host: str, port: int) -> socket.socket:
        sock = _connected_socket(host, port, connect_secs, watch)
        watch.guard(sock)
        return sock

    parts = urlsplit(url)
    kind = _Https if parts.scheme == "https" else _Http
    connection = kind(parts.hostname or "", parts.port, connect)
    try:
        connection.connect()
    except BaseException:
        connection.close()
        raise
    connection.timeout = read_secs
    if connection.sock is not None:
        connection.sock.settimeout(read_secs)
    return connection


class _Http(HTTPConnection):
    """urllib3's connection, on a socket that was made elsewhere."""

    def __init__(self, host: str, port: int | None, connect: Connect) -> None:
        super().__init__(host, port)
        self._connect = connect

    def _new_conn(self) -> socket.socket:
        return self._connect(self.host, self.port)


class _Https(HTTPSConnection):
    """The same over TLS, with the certificates this machine trusts."""

    def __init__(self, host: str, port: int | None, connect: Connect) -> None:
        super().__init__(host, port, ssl_context=ssl.create_default_context())
        self._connect = connect

    def _new_conn(self) -> socket.socket:
        return self._connect(self.host, self.port)


def _connected_socket(host: str, port: int, timeout_secs: float, watch: Watch) -> socket.socket:
    deadline = time.monotonic() + timeout_secs
    failure: OSError | None = None
    for family, kind, protocol, _, address in _addresses(host, port):
        sock = socket.socket(family, kind, protocol)
        try:
            _connect(sock, address, lambda: watch.has_fired() or time.monotonic() > deadline)
            sock.settimeout(timeout_secs)
            return sock
        except TimeoutError:
            sock.close()
            raise DownloadTimedOut("connecting", address=f"{host}:{port}", secs=timeout_secs) from None
        except OSError as error:
            sock.close()
            failure = error
    why = error_name(failure) if failure else "EADDRNOTAVAIL"
    raise TransferBroken("no-connection", address=f"{host}:{port}", error=why)


def _addresses(host: str, port: int) -> list[tuple[Any, ...]]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # UnicodeError: a part of the name is empty, or longer than the 63 letters of the DNS.
    except (OSError, UnicodeError) as error:
        why = error_name(error) if isinstance(error, OSError) else "EAI_NONAME"
        raise TransferBroken("unknown-host", host=host, error=why) from error


def _connect(sock: socket.socket, address: tuple[Any, ...], give_up: Callable[[], bool]) -> None:
    sock.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        sock.connect(address)
    while not _is_writable(sock):
        if give_up():
            raise TimeoutError
    if code := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        raise OSError(code, os.strerror(code))


def _is_writable(sock: socket.socket) -> bool:
    poller = select.poll()  # not select(): it fails above 1,024 open files
    poller.register(sock, select.POLLOUT)
    return bool(poller.poll(POLL_SECS * 1_000))

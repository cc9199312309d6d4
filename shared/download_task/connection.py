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

from .errors import DownloadTimedOut, TransferBroken
from .report import Cancelled

POLL_SECS = 0.2

Connection = HTTPConnection | HTTPSConnection


def open_connection(url: str, *, connect_secs: float, read_secs: float, cancelled: Cancelled) -> Connection:
    """Connect to the URL's host.

    Looking the name up cannot be interrupted (`getaddrinfo` has no time-out); everything after can.

    Args:
        url: a valid http or https URL.
        connect_secs: how long connecting may take, in seconds.
        read_secs: how long each later read may stay silent, in seconds.
        cancelled: asked every 0.2 s while connecting; when it says so, the connecting ends as a time-out.

    Raises:
        DownloadTimedOut, TransferBroken: the connection cannot be made.
        urllib3.exceptions.HTTPError, OSError: TLS cannot be agreed on.
    """
    parts = urlsplit(url)
    kind = _Https if parts.scheme == "https" else _Http
    connection = kind(parts.hostname or "", parts.port, timeout=connect_secs)
    connection.cancelled = cancelled
    connection.connect()
    connection.timeout = read_secs
    if connection.sock is not None:
        connection.sock.settimeout(read_secs)
    return connection


def cut(connection: Connection) -> None:
    """End every read and write of the connection at once, from any thread."""
    sock = connection.sock
    if sock is not None:
        with contextlib.suppress(OSError):
            # Not SSLSocket.shutdown(), which would pull the TLS state from under the reading thread.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _Http(HTTPConnection):
    """urllib3's connection, making its socket so that a cancel is seen while connecting."""

    cancelled: Cancelled

    def _new_conn(self) -> socket.socket:
        return _connected_socket(self.host, self.port, self.timeout, self.cancelled)


class _Https(HTTPSConnection):
    """The same over TLS, with the certificates this machine trusts."""

    cancelled: Cancelled

    def __init__(self, host: str, port: int | None, *, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout, ssl_context=ssl.create_default_context())

    def _new_conn(self) -> socket.socket:
        return _connected_socket(self.host, self.port, self.timeout, self.cancelled)


def _connected_socket(host: str, port: int, timeout: object, cancelled: Cancelled) -> socket.socket:
    timeout_secs = timeout if isinstance(timeout, float) else 0.0
    deadline = time.monotonic() + timeout_secs
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise TransferBroken(f"the host name {host!r} cannot be looked up: {error.strerror}") from error
    failure: OSError | None = None
    for family, kind, protocol, _, address in addresses:
        sock = socket.socket(family, kind, protocol)
        try:
            _connect(sock, address, lambda: cancelled() or time.monotonic() > deadline)
        except TimeoutError:
            sock.close()
            raise DownloadTimedOut(f"{host}:{port} did not answer within {timeout_secs:g} s") from None
        except OSError as error:
            sock.close()
            failure = error
            continue
        sock.settimeout(timeout_secs)
        return sock
    raise TransferBroken(f"{host}:{port} cannot be reached: {failure.strerror if failure else 'no address'}")


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

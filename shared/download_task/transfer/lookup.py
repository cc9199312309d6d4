"""Looks up the addresses of a host name, without blocking the end of the transfer."""

import contextlib
import socket
from concurrent.futures import Future, wait
from threading import Thread
from typing import Any, NamedTuple

from ..errors import TransferBroken, error_name
from .watch import POLL_SECS, Watch


class Address(NamedTuple):
    """An address of a host, in the form that `socket` takes."""

    family: int
    sockaddr: tuple[Any, ...]


def look_up(host: str, port: int, watch: Watch) -> list[Address]:
    """Ask the system's resolver in a thread, and abandon the thread if the transfer has to end first.

    `getaddrinfo` cannot be interrupted and has no timeout, but resolvers give up after 10 to 30 s, depending
    on `/etc/resolv.conf`. The thread may outlive the download by that time. A process that exits does not
    wait for it; an isolated sub-interpreter does.

    Raises:
        TransferBroken: the name has no address.
        DownloadCancelled, DownloadTimedOut: the transfer has to end.
    """
    with contextlib.suppress(socket.gaierror, UnicodeError):
        return _addresses(host, port, socket.AI_NUMERICHOST)  # an IP address needs no lookup
    answer: Future[list[Address]] = Future()
    thread = Thread(target=_resolve, args=(host, port, answer), name="download-lookup")
    with contextlib.suppress(RuntimeError):  # isolated sub-interpreters allow no daemon threads
        thread.daemon = True
    thread.start()
    while not wait([answer], POLL_SECS).done:
        watch.check()
    try:
        return answer.result()
    except OSError as error:
        raise TransferBroken("unknown-host", host=host, error=error_name(error)) from error
    except UnicodeError as error:  # a label of the name is empty or longer than 63 bytes
        raise TransferBroken("unknown-host", host=host, error="EAI_NONAME") from error


def _resolve(host: str, port: int, answer: Future[list[Address]]) -> None:
    try:
        answer.set_result(_addresses(host, port))
    except BaseException as error:
        answer.set_exception(error)


def _addresses(host: str, port: int, flags: int = 0) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [Address(family, sockaddr) for family, _, _, _, sockaddr in found]

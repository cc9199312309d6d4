"""The addresses of a host name, waited for no longer than the transfer lasts."""

import contextlib
import socket
from concurrent.futures import Future, wait
from threading import Thread
from typing import Any, NamedTuple

from ..errors import TransferBroken, error_name
from .watch import POLL_SECS, Watch


class Address(NamedTuple):
    """One address of a host, as `socket` takes it."""

    family: int
    sockaddr: tuple[Any, ...]


def look_up(host: str, port: int, watch: Watch) -> list[Address]:
    """Ask the system's resolver, in a thread that is left behind when the transfer has to end first.

    `getaddrinfo` cannot be interrupted and has no time-out of its own, but resolvers give up: after some
    10 to 30 s, as `/etc/resolv.conf` says. So long may the thread outlive the download; a process does not
    wait for it when it exits, an isolated sub-interpreter does.

    Raises:
        TransferBroken: the name has no address.
        DownloadCancelled, DownloadTimedOut: the watch has fired.
    """
    with contextlib.suppress(socket.gaierror, UnicodeError):
        return _addresses(host, port, socket.AI_NUMERICHOST)  # an address asks nobody
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
    except UnicodeError as error:  # a part of the name is empty, or longer than the 63 letters of the DNS
        raise TransferBroken("unknown-host", host=host, error="EAI_NONAME") from error


def _resolve(host: str, port: int, answer: Future[list[Address]]) -> None:
    try:
        answer.set_result(_addresses(host, port))
    except BaseException as error:
        answer.set_exception(error)


def _addresses(host: str, port: int, flags: int = 0) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [Address(family, sockaddr) for family, _, _, _, sockaddr in found]

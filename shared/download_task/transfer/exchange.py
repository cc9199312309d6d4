"""One request and its response, read strictly by RFC 9112.

h11 detects what is wrong: a head without its empty line, a malformed chunk, two lengths that differ. This
module maps its errors to failures.
"""

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from typing import cast
from urllib.parse import urlsplit

import h11

from ..errors import TransferBroken, error_name
from .response import Response

MAX_HEAD_BYTES = 64 * 1024
MAX_INTERIM_RESPONSES = 32
READ_BYTES = 64 * 1024
HEAD_TOO_LARGE, UNKNOWN_CODING = 431, 501  # h11's hints for a server's answer; they tell its errors apart
HEADERS = [
    ("Accept-Encoding", "identity"),  # no compression, so that length and digest are those of the file
    ("User-Agent", "parallax"),
    ("Connection", "close"),
]


class Exchange:
    """Asks for one URL over a new connection.

    Args:
        sock: connected to the URL's host.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD_BYTES)
        self._has_ended = False

    def get(self, url: str) -> Response:
        """Send the request and read the head of the response; skips interim responses (1xx).

        h11 refuses 101, because the request asked for no other protocol.

        Raises:
            TransferBroken: the head is malformed or cut off.
            TimeoutError: the server was silent for too long.
        """
        try:
            self._sock.sendall(_request(self._http, url))
            return self._final_response()
        except h11.RemoteProtocolError as error:
            raise _bad_head(error, self._has_ended) from error
        except ssl.SSLEOFError as error:
            raise TransferBroken("cut-off-in-headers") from error
        except TimeoutError:
            raise
        except OSError as error:
            raise TransferBroken("connection-lost", error=error_name(error)) from error

    def body(self, expected_bytes: int | None) -> Iterator[bytes]:
        """Yield the body in pieces.

        Args:
            expected_bytes: the length that the head announces; None if it announces none.

        Raises:
            TransferBroken: the body ended early, or its chunks are malformed.
            TimeoutError: the server was silent for too long.
        """
        got_bytes = 0
        try:
            while isinstance(event := self._next_event(), h11.Data):
                got_bytes += len(event.data)
                yield event.data
        except TimeoutError:
            raise
        except (h11.RemoteProtocolError, OSError) as error:
            if isinstance(error, h11.RemoteProtocolError) and not self._has_ended:
                raise TransferBroken("bad-chunk", got_bytes=got_bytes) from error
            raise _cut_off(got_bytes, expected_bytes) from error

    def start_of_body(self, max_bytes: int, max_secs: float) -> bytes:
        """The first bytes of the body: those that arrive in time, before any error."""
        body = b""
        deadline = time.monotonic() + max_secs
        with contextlib.suppress(OSError, h11.RemoteProtocolError):
            while len(body) < max_bytes and (left_secs := deadline - time.monotonic()) > 0:
                event = self._http.next_event()
                if event is h11.NEED_DATA:
                    self._sock.settimeout(left_secs)
                    self._receive(max_bytes)
                elif isinstance(event, h11.Data):
                    body += event.data
                else:
                    break
        return body[:max_bytes]

    def _final_response(self) -> Response:
        for _ in range(MAX_INTERIM_RESPONSES + 1):
            event = cast(h11.Response | h11.InformationalResponse, self._next_event())
            response = Response.of(event)
            if not _is_understood(event.http_version, response):
                raise TransferBroken("not-http")
            if response.status >= 200:
                _refuse_both_lengths(response)
                return response
        raise TransferBroken("too-many-interim-responses", max=MAX_INTERIM_RESPONSES)

    def _next_event(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._receive(READ_BYTES)
        return event

    def _receive(self, max_bytes: int) -> None:
        received = self._sock.recv(max_bytes)
        self._has_ended = not received
        self._http.receive_data(received)


def _request(http: h11.Connection, url: str) -> bytes:
    parts = urlsplit(url)
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    request = h11.Request(method="GET", target=target, headers=[("Host", parts.netloc), *HEADERS])
    return (http.send(request) or b"") + (http.send(h11.EndOfMessage()) or b"")


def _is_understood(version: bytes, response: Response) -> bool:
    # RFC 9112, section 6.1: HTTP/1.0 has no transfer codings; if one is named, the length is unknown.
    return version.startswith(b"1.") and not (version == b"1.0" and response.values("transfer-encoding"))


def _refuse_both_lengths(response: Response) -> None:
    # RFC 9112, section 6.3: such an answer ought to be handled as an error; it may be two answers in one.
    if response.values("transfer-encoding") and response.values("content-length"):
        raise TransferBroken("both-lengths")


def _bad_head(error: h11.RemoteProtocolError, has_ended: bool) -> TransferBroken:
    if has_ended:
        return TransferBroken("cut-off-in-headers")
    if error.error_status_hint == HEAD_TOO_LARGE:
        return TransferBroken("headers-too-large", max_bytes=MAX_HEAD_BYTES)
    if error.error_status_hint == UNKNOWN_CODING:
        return TransferBroken("unknown-transfer-coding")
    return TransferBroken("not-http")


def _cut_off(got_bytes: int, expected_bytes: int | None) -> TransferBroken:
    if expected_bytes is None:
        return TransferBroken("broke-off", got_bytes=got_bytes)
    return TransferBroken("cut-off", got_bytes=got_bytes, expected_bytes=expected_bytes)

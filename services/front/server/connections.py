"""Connections: their number, the limits on request heads, and answers to unreadable requests."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import cast

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.web_protocol import RequestHandler

from front.problems import Problem
from front.reader import words_of_header
from front.settings import FrontSettings

from .environ import MAX_HEAD_BYTES, head_too_large

MAX_LINE_BYTES = 8_190
MAX_FIELD_BYTES = 8_190
LINGER_SECS = 3.0  # a refused body is read and discarded for so long; otherwise the answer would get lost

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Connection(RequestHandler):
    """One client's connection.

    Attributes:
        waits_for_client: whether the client has to send a request, or the rest of one.
        when_lost: called when the connection is closed.
    """

    __slots__ = ("_head_bytes", "waits_for_client", "when_lost")

    def __init__(self, server: "ConnectionServer", settings: FrontSettings) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            # Starts with the connection and after each answer, and ends with the next head.
            keepalive_timeout=settings.head_secs,
            max_line_size=MAX_LINE_BYTES,
            max_field_size=MAX_FIELD_BYTES,
            lingering_time=LINGER_SECS,
            max_headers=MAX_HEAD_BYTES,  # in place of aiohttp's own limit, which answers 400
            auto_decompress=False,
            access_log=None,  # type: ignore[arg-type]  # None means no log; aiohttp's type omits it
        )
        self._head_bytes = 0
        self.waits_for_client = True
        self.when_lost: Callable[[], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Serve the connection, or refuse it if there are too many."""
        server = cast(ConnectionServer, self._manager)
        if not server.make_room():
            refusal = Problem(503, "too-many-connections", headers={"Retry-After": "5"})
            cast(asyncio.Transport, transport).write(_raw(refusal))
            transport.close()
            self._force_close = True
            return
        _limit_sending(transport, server.send_secs)
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Call `when_lost`."""
        if self.when_lost is not None:
            self.when_lost()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse the data; a head that grows too large closes the connection."""
        super().data_received(data)
        is_waiting_for_head = self._waiter is not None and not self._waiter.done()
        self._head_bytes = self._head_bytes + len(data) if is_waiting_for_head else 0
        if self._head_bytes > MAX_HEAD_BYTES and self.transport is not None:
            self.transport.write(_raw(head_too_large()))
            self.force_close()

    def abort(self) -> None:
        """Close the connection at once and discard unsent data."""
        if self.transport is not None:
            self.transport.abort()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - aiohttp's signature
    ) -> web.StreamResponse:
        """Answer a request that cannot be read with problem details."""
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun")
        if not isinstance(exc, BadHttpMessage | ConnectionError):  # the client has left
            self.log_exception("Error handling request", exc_info=exc)
        response = to_aiohttp(_problem_of(status, exc), request)
        response.force_close()
        return response


class ConnectionServer(web.Server):
    """Makes a `Connection` for each new connection.

    Args:
        handler: answers a request.
        settings: the limits.
    """

    def __init__(self, handler: Handler, settings: FrontSettings) -> None:
        super().__init__(handler)
        self._settings = settings
        self.send_secs = settings.send_secs

    def __call__(self) -> RequestHandler:
        """Make the protocol object of a new connection."""
        return Connection(self, self._settings)

    def make_room(self) -> bool:
        """Whether one more connection is accepted.

        At the limit, closes the oldest connection that waits for its client; False if there is none.
        """
        if len(self.connections) < self._settings.max_connections:
            return True
        for connection in cast(list[Connection], self.connections):
            if connection.waits_for_client:
                connection.abort()
                connection.waits_for_client = False
                return True
        return False


def to_aiohttp(problem: Problem, request: web.BaseRequest) -> web.Response:
    """The problem as aiohttp's response, in the language of the request."""
    answer = problem.response(words_of_header(request.headers.get("Accept-Language")))
    return web.Response(status=answer.status_code, headers=dict(answer.headers), body=answer.data)


def _problem_of(status: int, exc: BaseException | None) -> Problem:
    if not isinstance(exc, BadHttpMessage):
        return Problem(status, "internal")
    kind = type(exc).__name__
    if kind == "LineTooLong":
        return Problem(431, "line-too-long", max_bytes=MAX_LINE_BYTES)
    return Problem(400, "not-http")


def _raw(problem: Problem) -> bytes:
    """The bytes of the answer, for a connection without a readable request."""
    answer = problem.response()
    headers = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
    head = f"HTTP/1.1 {answer.status}\r\n{headers}Connection: close\r\n\r\n"
    return head.encode() + answer.get_data()


def _limit_sending(transport: asyncio.BaseTransport, send_secs: float) -> None:
    """Let the kernel drop the connection if the client reads nothing for so long, even after our close."""
    user_timeout = getattr(socket, "TCP_USER_TIMEOUT", None)  # Linux
    if user_timeout is not None:
        sock: socket.socket = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, user_timeout, int(send_secs * 1_000))

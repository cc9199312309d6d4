"""Clients that hold a server's connections: raw sockets on loopback, closed at the end of a test."""

import contextlib
import socket
from collections.abc import Iterator

HEAD_BEGUN = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY_BEGUN = (
    b"POST /api/v1/downloads HTTP/1.1\r\nHost: localhost\r\n"
    b'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"items"'
)
STREAM = b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"


@contextlib.contextmanager
def connections(port: int, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """So many connections, on each of which the bytes were sent, and nothing is read."""
    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(_connect(port)) for _ in range(count)]
        for connection in opened:
            connection.sendall(sent)
        yield opened


def answer_of(connection: socket.socket) -> bytes:
    """All that the server sends until it closes the connection."""
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def exchange(port: int, sent: bytes) -> bytes:
    """What the server answers to these bytes until it closes the connection."""
    with _connect(port) as connection:
        connection.sendall(sent)
        return answer_of(connection)


def _connect(port: int) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)  # soon full when nothing is read
    connection.settimeout(30)
    connection.connect(("127.0.0.1", port))
    return connection

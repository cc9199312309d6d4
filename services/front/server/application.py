"""Runs the WSGI application. Call it in a thread: the application may wait for Redis and files."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from multidict import CIMultiDict

PIECE_BYTES = 65_536


class Answer:
    """The application's answer: its head, and its body piece by piece.

    Args:
        status: such as `200 OK`.
        headers: names and values.
        body: the WSGI iterable.

    Attributes:
        is_complete: whether the last piece was read.
        first: the first piece.
    """

    def __init__(self, status: str, headers: list[tuple[str, str]], body: Any) -> None:
        code, _, self.reason = status.partition(" ")
        self.status = int(code)
        self.headers = CIMultiDict((name, _utf8(value)) for name, value in headers)
        self.headers.setdefault("Server", "parallax")
        self.is_complete = False
        self._body = body
        self._iterator: Iterator[bytes] = iter(body)
        self.first = self.next_piece()

    def next_piece(self) -> bytes:
        """The next 64 KiB or so; less, or nothing, at the end."""
        parts, size_bytes = [], 0
        for part in self._iterator:
            parts.append(part)
            size_bytes += len(part)
            if size_bytes >= PIECE_BYTES:
                return b"".join(parts)
        self.is_complete = True
        return b"".join(parts)

    def close(self) -> None:
        """Release what the application holds for the answer."""
        if hasattr(self._body, "close"):
            self._body.close()


def run_application(app: Flask, environ: dict[str, Any]) -> Answer:
    """Call the application and read the first piece of its answer."""
    head: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> Any:
        head[:] = [status, headers]

    body = app(environ, start_response)
    answer = Answer(head[0], head[1], body)
    if answer.is_complete:
        answer.close()
    return answer


def _utf8(text: str) -> str:
    """Convert WSGI's bytes, decoded as Latin-1, to the text that aiohttp encodes as UTF-8."""
    return text.encode("latin-1").decode("utf-8", "surrogateescape")

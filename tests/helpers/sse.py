"""A client of server-sent events (WHATWG HTML, 9.2) over a bare socket."""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.helpers.waiting import wait_until


@dataclass(frozen=True)
class Sent:
    """One event as a browser would dispatch it."""

    id: str
    type: str
    data: Any


class EventClient:
    """An open event stream.

    Args:
        port: of the server on 127.0.0.1.
        last_id: as Last-Event-ID; None sends none.
        silence_secs: how long the server may say nothing before reading fails.
    """

    def __init__(self, port: int, last_id: str | None = None, *, silence_secs: float = 20.0) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=silence_secs)
        resume = f"Last-Event-ID: {last_id}\r\n" if last_id is not None else ""
        self._socket.sendall(f"GET /api/v1/events HTTP/1.0\r\nHost: 127.0.0.1\r\n{resume}\r\n".encode())
        self._file = self._socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        self.headers: dict[str, str] = {}
        while line := self._file.readline().strip():
            name, _, value = line.decode().partition(":")
            self.headers[name.lower()] = value.strip()
        self.last_id = last_id
        self.comments: list[str] = []

    def events(self) -> Iterator[Sent]:
        """The events, until the server ends the stream."""
        fields: dict[str, str] = {}
        for raw in self._file:
            line = raw.decode().rstrip("\n")
            if line.startswith(":"):
                self.comments.append(line)
            elif line:
                name, _, value = line.partition(": ")
                fields[name] = value
            else:
                self.last_id = fields.get("id", self.last_id)
                if "data" in fields:
                    assert self.last_id is not None
                    yield Sent(self.last_id, fields.get("event", "message"), json.loads(fields["data"]))
                fields = {}

    def opened(self) -> "EventClient":
        """Wait for the stream's opening, which says where it starts."""
        assert self.status == 200, self.status
        while (line := self._file.readline()) != b"\n":
            assert line, "the stream ended at once"
            if line.startswith(b"id: "):
                self.last_id = line[4:].decode().strip()
        return self

    def take(self, count: int) -> list[Sent]:
        """The next so many events."""
        events = self.events()
        return [next(events) for _ in range(count)]

    def body(self) -> Any:
        """The rest, as JSON: of an answer that is no stream."""
        return json.loads(self._file.read())

    def close(self) -> None:
        """Leave."""
        self._file.close()
        self._socket.close()

    def __enter__(self) -> "EventClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_when_there_is_room(port: int, *, between: Callable[[], object]) -> EventClient:
    """An open stream, once the server has a place for it; `between` is called before each further try."""

    def try_it() -> EventClient | None:
        client = EventClient(port)
        if client.status == 200:
            return client
        client.close()
        between()
        return None

    return wait_until(try_it, saying="a place for an event stream")

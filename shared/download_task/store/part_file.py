"""Bytes go to a `.part` file first; only a whole, verified file gets its final name."""

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from ..errors import CannotStore, error_name
from ..request import Download

PARTS_FOLDER = ".parts"  # no download's id starts with a dot, so no file of a download is ever in it
PART_SUFFIX = ".part"


class PartFile:
    """A file being received, hashed on the way.

    Args:
        path: where the `.part` file is; it must not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size_bytes = 0
        self._hash = hashlib.sha256()
        self._file = path.open("xb", buffering=0)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes so far, in hexadecimal."""
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> None:
        """Append the chunk.

        Raises:
            CannotStore: the disk would not take it.
        """
        view = memoryview(chunk)
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            raise CannotStore("write", error=error_name(error)) from error
        self._hash.update(chunk)
        self.size_bytes += len(chunk)

    def keep_as(self, final: Path) -> None:
        """Make it durable and give it its final name, atomically.

        Raises:
            CannotStore: the disk would not.
        """
        try:
            os.fsync(self._file.fileno())
            self._file.close()
            final.parent.mkdir(exist_ok=True)
            self.path.replace(final)
            _fsync_directory(final.parent)
            _fsync_directory(final.parent.parent)
        except OSError as error:
            raise CannotStore("keep", error=error_name(error)) from error

    def discard(self) -> None:
        """Close and remove what is there; harmless after `keep_as`."""
        with contextlib.suppress(OSError):  # the disk is broken: `sweep_parts` will see to it
            self._file.close()
            self.path.unlink(missing_ok=True)


@contextlib.contextmanager
def part_file(download: Download, directory: Path) -> Iterator[tuple[PartFile, Path]]:
    """Open a new `.part` file for the download; whatever happens, none is left behind.

    Its name is its own for every run, so that a download run twice at once (a worker thought dead
    that was not) never mixes two streams: the last to finish wins, with the same bytes.

    Yields:
        The part file, and the final path to keep it as.

    Raises:
        CannotStore: the folder or the file cannot be made.
    """
    final = directory / download.id / download.name
    parts = directory / PARTS_FOLDER
    try:
        parts.mkdir(parents=True, exist_ok=True)
        part = PartFile(parts / f"{download.id[:64]}-{uuid4().hex}{PART_SUFFIX}")
    except OSError as error:
        raise CannotStore("folder", folder=str(directory), error=error_name(error)) from error
    try:
        yield part, final
    finally:
        part.discard()


def sweep_parts(directory: Path, *, older_than_secs: float) -> int:
    """Remove `.part` files that killed workers left behind.

    Args:
        directory: the folder of the rules, which holds one folder a download.
        older_than_secs: only those not written to for as long, in seconds.

    Returns:
        How many were removed.
    """
    removed = 0
    for part in (directory / PARTS_FOLDER).glob(f"*{PART_SUFFIX}"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - part.stat().st_mtime > older_than_secs:
                part.unlink()
                removed += 1
    return removed


def _fsync_directory(directory: Path) -> None:
    # POSIX: a rename is durable only when the folder that holds the name is on disk too.
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

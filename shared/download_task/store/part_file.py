"""Bytes go to a `.part` file first; only a whole, verified file gets its final name."""

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from ..errors import CannotStore, error_name
from ..request import Download
from .layout import all_parts, new_part, stored_file


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
            CannotStore: the disk refused it.
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
        """Write it to disk, then rename it to its final name in one step.

        Raises:
            CannotStore: the disk refused.
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
        """Close and remove the `.part` file; does nothing after `keep_as`."""
        with contextlib.suppress(OSError):  # the disk is broken: `sweep_parts` removes it later
            self._file.close()
            self.path.unlink(missing_ok=True)


@contextlib.contextmanager
def part_file(download: Download, directory: Path) -> Iterator[tuple[PartFile, Path]]:
    """Open a new `.part` file for the download, and remove it at the end unless it was kept.

    Each run has a file of its own: a download that runs twice at once (its first worker was wrongly taken
    for dead) never mixes two streams. The last run to finish wins, with the same bytes.

    Yields:
        The part file, and the final path to keep it as.

    Raises:
        CannotStore: the folder or the file cannot be made.
    """
    path = new_part(directory, download.id)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = PartFile(path)
    except OSError as error:
        raise CannotStore("folder", folder=str(directory), error=error_name(error)) from error
    try:
        yield part, stored_file(directory, download.id, download.name)
    finally:
        part.discard()


def sweep_parts(directory: Path, *, older_than_secs: float) -> int:
    """Remove `.part` files that killed workers left behind.

    Args:
        directory: the folder that the rules name.
        older_than_secs: for how long nothing was written to them, in seconds.

    Returns:
        How many were removed.
    """
    removed = 0
    for part in all_parts(directory):
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

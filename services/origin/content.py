"""Makes the bytes of a file, as a pure function of its name and size; nothing is stored.

A file consists of 64 KiB blocks, and block *i* is made without the ones before it:

    seed    = SHA-256(format, size, name)
    pattern = SHAKE-256(seed), the same for every block of the file
    block i = BLAKE2b(key=seed, i)  +  the pattern, rotated by as much as that hash says
"""

import hashlib
from collections.abc import Iterator
from functools import lru_cache

BLOCK_BYTES = 64 * 1024
_HEAD_BYTES = 32
_PATTERN_BYTES = BLOCK_BYTES - _HEAD_BYTES
_DIGESTS_KEPT = 4096
_PATTERNS_KEPT = 64


class Content:
    """One file's bytes, at any offset, in constant memory.

    Args:
        name: the file's name.
        size_bytes: the file's length; a file of another length has other bytes from the start.
    """

    def __init__(self, name: str, size_bytes: int) -> None:
        self.name = name
        self.size_bytes = size_bytes
        self.seed = _seed(name, size_bytes)
        self._pattern = _pattern(self.seed)

    def slice(self, start: int, stop: int) -> bytes:
        """The bytes from `start` up to, not including, `stop`; cut at the end of the file."""
        stop = min(stop, self.size_bytes)
        if start >= stop:
            return b""
        first, last = start // BLOCK_BYTES, (stop - 1) // BLOCK_BYTES
        blocks = b"".join(self._block(index) for index in range(first, last + 1))
        offset = first * BLOCK_BYTES
        return blocks[start - offset : stop - offset]

    def chunks(self, start: int, stop: int, chunk_bytes: int) -> Iterator[bytes]:
        """The same bytes in pieces of `chunk_bytes`; the last may be smaller."""
        for at in range(start, stop, chunk_bytes):
            yield self.slice(at, min(at + chunk_bytes, stop))

    def _block(self, index: int) -> bytes:
        head = hashlib.blake2b(index.to_bytes(8, "big"), key=self.seed, digest_size=_HEAD_BYTES).digest()
        rotation = int.from_bytes(head[:4], "big") % _PATTERN_BYTES
        return b"".join((head, self._pattern[rotation:], self._pattern[:rotation]))


def slice(name: str, size_bytes: int, start: int, stop: int) -> bytes:
    """The bytes of one file from `start` up to, not including, `stop`."""
    return Content(name, size_bytes).slice(start, stop)


def whole(name: str, size_bytes: int) -> bytes:
    """All bytes of one file, for small files."""
    return Content(name, size_bytes).slice(0, size_bytes)


@lru_cache(maxsize=_DIGESTS_KEPT)
def digest(name: str, size_bytes: int) -> str:
    """The SHA-256 of the file in hexadecimal; the last few thousand are cached."""
    hasher = hashlib.sha256()
    for chunk in Content(name, size_bytes).chunks(0, size_bytes, BLOCK_BYTES):
        hasher.update(chunk)
    return hasher.hexdigest()


def _seed(name: str, size_bytes: int) -> bytes:
    return hashlib.sha256(b"parallax origin 1\0%d\0%s" % (size_bytes, name.encode())).digest()


# Cached, because each of many range requests for one file needs the pattern.
@lru_cache(maxsize=_PATTERNS_KEPT)
def _pattern(seed: bytes) -> bytes:
    return hashlib.shake_256(seed).digest(_PATTERN_BYTES)

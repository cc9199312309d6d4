"""SHA-256 digests for the event loop: small files at once, large ones in a thread."""

import asyncio
import hashlib
from collections import OrderedDict

from origin import content
from origin.content import Content

INLINE_BYTES = 1024 * 1024
"""A digest of up to so many bytes takes a few milliseconds, so it is computed in the loop."""

_STEP_BYTES = 32 * 1024 * 1024
_DIGESTS_KEPT = 1024


class Digests:
    """Computes each file's digest once, however many clients ask, and caches it in bounded memory."""

    def __init__(self, kept: int = _DIGESTS_KEPT) -> None:
        self._kept = kept
        self._tasks: OrderedDict[tuple[str, int], asyncio.Task[str]] = OrderedDict()

    async def of(self, file: Content) -> str:
        """The SHA-256 of `file` in hexadecimal."""
        if file.size_bytes <= INLINE_BYTES:
            return content.digest(file.name, file.size_bytes)
        # Shielded: the client that asked first may leave while others wait for the same digest.
        return await asyncio.shield(self._task(file))

    def close(self) -> None:
        """Cancel the computations."""
        for task in self._tasks.values():
            task.cancel()

    def _task(self, file: Content) -> asyncio.Task[str]:
        key = (file.name, file.size_bytes)
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(_compute(file))
        self._tasks.move_to_end(key)
        while len(self._tasks) > self._kept:
            self._tasks.popitem(last=False)
        return self._tasks[key]


async def _compute(file: Content) -> str:
    """Hash in steps, each in a thread, so that a cancel waits for one step at most."""
    hasher = hashlib.sha256()
    for start in range(0, file.size_bytes, _STEP_BYTES):
        await asyncio.to_thread(_update, hasher, file, start)
    return hasher.hexdigest()


def _update(hasher: "hashlib._Hash", file: Content, start: int) -> None:
    stop = min(start + _STEP_BYTES, file.size_bytes)
    for chunk in file.chunks(start, stop, content.BLOCK_BYTES):
        hasher.update(chunk)

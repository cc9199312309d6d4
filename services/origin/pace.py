"""Limits the speed of a stream."""

DEFAULT_CHUNK_BYTES = 64 * 1024
_WRITES_PER_SEC = 10
_CATCH_UP_SECS = 0.25


def chunk_size(rate: int, chunk_bytes: int | None) -> int:
    """Bytes per write: as asked, or few enough that a slow stream still writes several times a second."""
    if chunk_bytes is not None:
        return chunk_bytes
    return min(DEFAULT_CHUNK_BYTES, max(1, rate // _WRITES_PER_SEC)) if rate else DEFAULT_CHUNK_BYTES


class Pace:
    """Computes how long to wait before each chunk, so that bytes are sent no faster than `rate`.

    Args:
        rate: bytes per second; 0 is unlimited.
        now: the clock at the start, in seconds.
    """

    def __init__(self, rate: int, now: float) -> None:
        self._rate = rate
        self._due = now

    def wait_secs(self, size_bytes: int, now: float) -> float:
        """Seconds to wait before sending the next `size_bytes`: until its last byte is due."""
        if not self._rate:
            return 0.0
        # Catch up after a late wake-up, but send no burst to a client that paused.
        self._due = max(self._due, now - _CATCH_UP_SECS) + size_bytes / self._rate
        return max(0.0, self._due - now)

"""Computes after a download, with the interpreter lock held or released."""

import hashlib
from collections.abc import Callable

from .errors import DownloadCancelled
from .report import Cancelled
from .request import Work

PYTHON_STEPS_PER_ROUND = 20_000  # about a millisecond of one core, like the hashlib round
HASHLIB_ITERATIONS_PER_ROUND = 2_000


def do_work(work: Work, *, progress: Callable[[float], None], cancelled: Cancelled) -> str:
    """Compute `work.rounds` rounds and return the result in hexadecimal.

    Args:
        work: its kind and the number of rounds.
        progress: called after each round with the part that is done, from 0 to 1.
        cancelled: called before each round.

    Raises:
        DownloadCancelled: `cancelled()` returned True.
    """
    one_round = {"python": _python_round, "hashlib": _hashlib_round}[work.kind]
    value = 1
    for number in range(work.rounds):
        if cancelled():
            raise DownloadCancelled("computing")
        value = one_round(value)
        progress((number + 1) / work.rounds)
    return f"{value:016x}"


def _python_round(value: int) -> int:
    """Steps of an Adler-like checksum in Python: no other thread of this interpreter computes meanwhile."""
    low, high = value & 0xFFFF, value >> 16 & 0xFFFF
    for step in range(PYTHON_STEPS_PER_ROUND):
        low = (low + step) % 65_521
        high = (high + low) % 65_521
    return high << 16 | low


def _hashlib_round(value: int) -> int:
    """PBKDF2 in OpenSSL, for which `hashlib` releases the lock: other threads compute meanwhile."""
    key = hashlib.pbkdf2_hmac("sha256", b"parallax", value.to_bytes(8, "big"), HASHLIB_ITERATIONS_PER_ROUND)
    return int.from_bytes(key[:8], "big")

"""Computes after a download, with the interpreter lock held or released."""

import hashlib
from collections.abc import Callable

from .errors import DownloadCancelled
from .report import Cancelled
from .request import Work, WorkKind

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
    one_round = ROUNDS[work.kind]
    value = 1
    for number in range(work.rounds):
        if cancelled():
            raise DownloadCancelled("computing")
        value = one_round(value)
        progress((number + 1) / work.rounds)
    return f"{value:016x}"


def _python_round(value: int) -> int:
    """Steps of an Adler-like checksum in Python: under a GIL no other thread computes meanwhile.

    The modulus is made by each call. Without a GIL all threads that use one number object count its
    references, and wait for each other's core to do so (PEP 703, "Biased Reference Counting").
    """
    modulus = int("65521")
    low, high = value & 0xFFFF, value >> 16 & 0xFFFF
    for step in range(PYTHON_STEPS_PER_ROUND):
        low = (low + step) % modulus
        high = (high + low) % modulus
    return high << 16 | low


def _python_shared_round(value: int) -> int:
    """The same steps with a constant, which all threads share: what that costs without the GIL."""
    low, high = value & 0xFFFF, value >> 16 & 0xFFFF
    for step in range(PYTHON_STEPS_PER_ROUND):
        low = (low + step) % 65_521
        high = (high + low) % 65_521
    return high << 16 | low


def _hashlib_round(value: int) -> int:
    """PBKDF2 in OpenSSL, for which `hashlib` releases the lock: other threads compute meanwhile."""
    key = hashlib.pbkdf2_hmac("sha256", b"parallax", value.to_bytes(8, "big"), HASHLIB_ITERATIONS_PER_ROUND)
    return int.from_bytes(key[:8], "big")


ROUNDS: dict[WorkKind, Callable[[int], int]] = {
    "python": _python_round,
    "python-shared": _python_shared_round,
    "hashlib": _hashlib_round,
}

"""The jobs that every peer runs. Plain functions: each peer's app makes its own kind of task of them.

Each returns something that is checked afterwards, and none returns None, which Huey would not store.
"""

import fcntl
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from download_task import Download, Rules, download_task

PLACE_PREFIX = "place-"
LOCK_NAME = "gate"


def noop(number: int) -> int:
    """Do nothing."""
    return number


def wait(secs: float) -> float:
    """Sleep for so many seconds."""
    time.sleep(secs)
    return secs


def compute(steps: int) -> int:
    """Compute in bytecode, with the interpreter lock held: so many steps of an Adler-like checksum."""
    low, high = 1, 0
    for step in range(steps):
        low = (low + step) % 65_521
        high = (high + low) % 65_521
    return high << 16 | low


def download(url: str, name: str, directory: str) -> int:
    """Download the URL into the directory by the project's own task; the bytes that came.

    Raises:
        RuntimeError: it did not finish.
    """
    rules = Rules(directory=Path(directory), allowed_hosts=frozenset({urlsplit(url).netloc}))
    outcome = download_task(Download(name, url=url), rules)
    if outcome.state != "finished":
        raise RuntimeError(f"{name}: {outcome.state}: {outcome.failure}")
    return outcome.size_bytes


def stand_at_gate(folder: str, number: int) -> int:
    """Say that this job has a place, and keep the place until the gate opens (see `benchmarks.gate`)."""
    (Path(folder) / f"{PLACE_PREFIX}{number}").touch()
    with (Path(folder) / LOCK_NAME).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
    return number


JOBS: dict[str, Callable[..., object]] = {
    function.__name__: function for function in (noop, wait, compute, download, stand_at_gate)
}

"""What a task tells while it runs, and how often."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .outcome import Runner

Stage = Literal["started", "progress", "ended"]


@dataclass(frozen=True, slots=True)
class Report:
    """One thing a running task tells.

    Attributes:
        download_id: whose task.
        stage: `"started"`, `"progress"` or `"ended"`.
        runner: who runs it.
        sentence: what it says to people, in the download's language; None for mere progress.
        bytes_done: bytes received so far.
        bytes_total: bytes to come in all, when known.
        fraction: how much is done, from 0 to 1, when known.
    """

    download_id: str
    stage: Stage
    runner: Runner
    sentence: str | None = None
    bytes_done: int = 0
    bytes_total: int | None = None
    fraction: float | None = None


Reporter = Callable[[Report], None]
Cancelled = Callable[[], bool]


def ignore_report(_: Report) -> None:
    """A reporter for callers who only want the outcome. Picklable."""


def never_cancelled() -> bool:
    """A `cancelled` for tasks that nobody stops. Picklable."""
    return False


class Pace:
    """Lets something happen at most once per interval.

    Args:
        interval_secs: the least time between two turns, in seconds.
    """

    def __init__(self, interval_secs: float) -> None:
        self._interval_secs = interval_secs
        self._next = 0.0

    def is_due(self) -> bool:
        """Whether the interval has passed since this last said yes."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self._interval_secs
        return True

"""What a task reports while it runs: facts, of which readers' sentences are made elsewhere."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .outcome import Failure, Runner

Kind = Literal["started", "progress", "ended"]


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a task.

    Attributes:
        kind: `"started"`, `"progress"` or `"ended"`.
        download_id: whose task.
        name: the name of the download.
        runner: who runs it.
        bytes_done: bytes received so far.
        bytes_total: bytes to come in all, when known.
        fraction: how much is done, from 0 to 1, when known.
        wall_secs: how long it took; None before it ended.
        failure: why it did not finish; None before it ended, and when it did.
    """

    kind: Kind
    download_id: str
    name: str
    runner: Runner
    bytes_done: int = 0
    bytes_total: int | None = None
    fraction: float | None = None
    wall_secs: float | None = None
    failure: Failure | None = None


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

"""Reports of a running task: facts, from which sentences are made elsewhere."""

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
        download_id: the id of the download.
        name: the name of the download.
        runner: who runs it.
        bytes_done: bytes received so far.
        bytes_total: the size of the file; None if unknown.
        fraction: the part that is done, from 0 to 1; None if unknown.
        wall_secs: how long it took; None before the end.
        failure: why it failed or was cancelled; None before the end, and if it finished.
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
    """Do nothing; for callers that only want the outcome. Picklable."""


def never_cancelled() -> bool:
    """Return False; for tasks that are never cancelled. Picklable."""
    return False


class Pace:
    """Limits how often something happens.

    Args:
        interval_secs: the minimum time between two times, in seconds.
    """

    def __init__(self, interval_secs: float) -> None:
        self._interval_secs = interval_secs
        self._next = 0.0

    def is_due(self) -> bool:
        """Whether the interval has passed since this last returned True."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self._interval_secs
        return True

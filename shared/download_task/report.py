"""Reports of a running task: facts, from which sentences are made elsewhere."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from .outcome import Failure, Runner

Kind = Literal["started", "progress", "ended"]
Phase = Literal["download", "work"]


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
        fraction: the part of the phase that is done, from 0 to 1; None if unknown.
        wall_secs: how long it took; None before the end.
        failure: why it failed or was cancelled; None before the end, and if it finished.
        phase: `"download"`, or `"work"` from the moment the bytes are there and the work begins.
        cpu_secs: how long the task's thread has computed for it so far.
        core_wait_secs: how long it was ready to run and waited for a core so far; None if unknown.
        at: when the report was made, seconds since the epoch.
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
    phase: Phase = "download"
    cpu_secs: float = 0.0
    core_wait_secs: float | None = None
    at: float = field(default_factory=time.time)


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

"""On the way to a worker's end: quiet (no new jobs) → stop (at the drain deadline) → hard (at once)."""

import time
from dataclasses import dataclass

DUPLICATE_SIGNAL_SECS = 1.0  # a terminal's Ctrl-C and a supervisor's signal arrive as two


@dataclass(frozen=True, slots=True)
class Limits:
    """When a worker ends by itself: with the queues empty, after so many jobs, or idle for so long."""

    burst: bool
    max_jobs: int | None
    max_idle_secs: int | None

    def jobs_left(self, started: int) -> int | None:
        """How many jobs it may still take, of which it has taken some; None: any number."""
        return None if self.max_jobs is None else self.max_jobs - started

    def is_idle_for_too_long(self, since: float) -> bool:
        """Whether it has been idle, since then on the monotonic clock, for longer than it should."""
        return self.max_idle_secs is not None and time.monotonic() - since > self.max_idle_secs


class Shutdown:
    """How far a worker is on that way. Its methods only set what the work loop reads.

    Args:
        drain_secs: how long after the first word running jobs may go on.

    Attributes:
        is_quiet: no new jobs are taken.
        is_hard: somebody has insisted: there is no time left.
    """

    def __init__(self, drain_secs: float) -> None:
        self._drain_secs = drain_secs
        self._deadline = float("inf")
        self._first_signal_at: float | None = None
        self.is_quiet = False
        self.is_hard = False

    def begin(self) -> None:
        """Be quiet from now on."""
        if not self.is_quiet:
            self._deadline = time.monotonic() + self._drain_secs
            self.is_quiet = True

    def hear_signal(self) -> None:
        """First signal: quiet; second: hard."""
        clock = time.monotonic()
        if self._first_signal_at is None:
            self._first_signal_at = clock
            self.begin()
        elif clock - self._first_signal_at > DUPLICATE_SIGNAL_SECS:
            self._deadline = clock
            self.is_hard = True

    @property
    def is_limited(self) -> bool:
        """Whether there is a deadline."""
        return self._deadline < float("inf")

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline is over."""
        return time.monotonic() > self._deadline

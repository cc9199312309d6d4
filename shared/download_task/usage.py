"""What a thread has used of the machine: time, computing, and waiting for a core."""

import time
from dataclasses import dataclass

SCHEDSTAT = "/proc/thread-self/schedstat"
NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True)
class Usage:
    """A snapshot of the calling thread (about 10 µs), or the difference of two of the same thread.

    Attributes:
        wall_secs: the time that passed; of a snapshot, a reading of `time.perf_counter`.
        cpu_secs: how long the thread computed (`time.thread_time`).
        core_wait_secs: how long it was ready to run and waited for a core; None where that is unknown.
    """

    wall_secs: float
    cpu_secs: float
    core_wait_secs: float | None

    @classmethod
    def now(cls) -> "Usage":
        """A snapshot of the calling thread."""
        return cls(time.perf_counter(), time.thread_time(), _core_wait_secs())

    def since(self, earlier: "Usage") -> "Usage":
        """What was used between an earlier snapshot of the same thread and this one, to the microsecond."""
        core_wait_secs = None
        if self.core_wait_secs is not None and earlier.core_wait_secs is not None:
            core_wait_secs = round(self.core_wait_secs - earlier.core_wait_secs, 6)
        return Usage(
            round(self.wall_secs - earlier.wall_secs, 6),
            round(self.cpu_secs - earlier.cpu_secs, 6),
            core_wait_secs,
        )


def _core_wait_secs() -> float | None:
    """The second number of Linux's `schedstat`: nanoseconds spent waiting on a run queue.

    Source: Linux kernel, Documentation/scheduler/sched-stats.rst. A kernel that keeps no such statistics
    writes three zeros (`proc_pid_schedstat` in fs/proc/base.c), other systems have no such file.
    """
    try:
        with open(SCHEDSTAT, "rb", buffering=0) as file:  # noqa: PTH123 - half the time of Path.open
            on_core, waiting, _ = map(int, file.read(100).split())
    except (OSError, ValueError):
        return None
    return waiting / NANOSECONDS if on_core else None

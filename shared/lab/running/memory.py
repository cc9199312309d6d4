"""The most memory that a leg's processes hold at one time."""

import time

import psutil

SHORTEST_PACE_SECS = 0.05
LARGEST_SHARE = 0.02  # of one core, for measuring


class PeakMemory:
    """Measures the memory of a process and all it has started, now and then.

    Counts proportionally (PSS): a page that processes share, such as those of a fork server, counts once.
    Source: proc_pid_smaps(5).
    """

    def __init__(self) -> None:
        self.peak_bytes: int | None = None
        self._next = 0.0

    def measure(self, pid: int) -> None:
        """Measure, unless it is too soon: measuring must not take a core from the leg."""
        if time.monotonic() < self._next:
            return
        start = time.thread_time()
        found = _pss_bytes(pid)
        if found:
            self.peak_bytes = max(found, self.peak_bytes or 0)
        pause_secs = (time.thread_time() - start) / LARGEST_SHARE
        self._next = time.monotonic() + max(SHORTEST_PACE_SECS, pause_secs)


def _pss_bytes(pid: int) -> int:
    try:
        leg = psutil.Process(pid)
        processes = [leg, *leg.children(recursive=True)]
    except psutil.Error:
        return 0
    return sum(_pss_bytes_of(process) for process in processes)


def _pss_bytes_of(process: psutil.Process) -> int:
    try:
        return getattr(process.memory_full_info(), "pss", 0)  # Linux alone has it
    except psutil.Error:  # it has ended meanwhile
        return 0

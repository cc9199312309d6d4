"""What the kernel says about this process and thread. Source: proc(5)."""

import contextlib
import re
import resource
import time
from pathlib import Path
from typing import NamedTuple


class Usage(NamedTuple):
    """Seconds used so far; `core_wait_secs` is None where the kernel does not tell."""

    wall_secs: float
    thread_cpu_secs: float
    process_cpu_secs: float
    core_wait_secs: float | None


def usage_now() -> Usage:
    """Of this thread, and of the process with the processes it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = time.process_time() + children.ru_utime + children.ru_stime
    return Usage(time.perf_counter(), time.thread_time(), process, _core_wait_secs())


def _core_wait_secs() -> float | None:
    with contextlib.suppress(OSError, IndexError, ValueError):
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9
    return None


def memory_bytes(field: str) -> int | None:
    """`VmRSS`, what the process holds in memory, or `VmHWM`, the most it held since `forget_peak`."""
    with contextlib.suppress(OSError):
        found = re.search(rf"{field}:\s+(\d+) kB", Path("/proc/self/status").read_text())
        return int(found[1]) * 1024 if found else None
    return None


def forget_peak() -> None:
    """Let `VmHWM` start again from what the process holds now."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")

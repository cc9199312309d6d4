"""What the worker's machine is: how many cores it has, and whether another worker is on it too."""

import os
import socket
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def usable_cores() -> int:
    """How many cores this process may use; limits of a container's CPU time are not seen."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def machine_id() -> str:
    """The same for all processes on one kernel, in whatever containers: they share its cores."""
    try:
        return BOOT_ID.read_text().strip()
    except OSError:  # not Linux
        return socket.gethostname()

"""Which machine the worker is on, and whether another worker shares its cores."""

import socket
import sys
from pathlib import Path

from cores import quota_cores

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def is_gil_on() -> bool:
    """Whether this interpreter has its lock on, now: in a free-threaded Python an import can switch it on.

    Source: Python docs, `sys._is_gil_enabled` (since 3.13); every Python before has a GIL.
    """
    ask = getattr(sys, "_is_gil_enabled", None)
    return True if ask is None else bool(ask())


def machine_id() -> str:
    """The same for all processes that share cores: those on one kernel, or in one container with a quota."""
    try:
        kernel = BOOT_ID.read_text().strip()
    except OSError:  # not Linux
        return socket.gethostname()
    return kernel if quota_cores() is None else f"{kernel} {socket.gethostname()}"

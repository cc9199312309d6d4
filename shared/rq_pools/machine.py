"""Which machine the worker is on, and whether another worker shares its cores."""

import socket
from pathlib import Path

from cores import quota_cores

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def machine_id() -> str:
    """The same for all processes that share cores: those on one kernel, or in one container with a quota."""
    try:
        kernel = BOOT_ID.read_text().strip()
    except OSError:  # not Linux
        return socket.gethostname()
    return kernel if quota_cores() is None else f"{kernel} {socket.gethostname()}"

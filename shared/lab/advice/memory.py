"""How much memory the machine has left. Source: proc(5), `MemAvailable`."""

import contextlib
import re
from pathlib import Path

LEAST_SHARE, LEAST_BYTES = 0.1, 2**30


def is_below(least_bytes: int) -> bool:
    """Whether programs can take less than that without swapping; False where the system does not tell."""
    available = _meminfo("MemAvailable")
    return available is not None and available < least_bytes


def least_to_leave() -> int:
    """How much must be left: a tenth or 1 GiB, the smaller; half of what is left now, where that is less."""
    total, available = _meminfo("MemTotal"), _meminfo("MemAvailable")
    if total is None or available is None:
        return 0
    return int(min(LEAST_SHARE * total, LEAST_BYTES, available / 2))


def _meminfo(field: str) -> int | None:
    with contextlib.suppress(OSError):
        found = re.search(rf"{field}:\s+(\d+) kB", Path("/proc/meminfo").read_text())
        return int(found[1]) * 1024 if found else None
    return None

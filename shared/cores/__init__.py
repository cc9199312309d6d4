"""How many cores this process may use, by its CPU mask and by the quotas of its control groups.

Source of the files: the kernel's cgroup-v2.rst, "cpu.max", and sched-bwc.rst, "cpu.cfs_quota_us".
"""

import os
from collections.abc import Iterator
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
OWN_GROUPS = Path("/proc/self/cgroup")


def usable_cores() -> float:
    """How many cores this process may use: those of its mask, or the quota of its container if less."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = quota_cores()
    return float(allowed) if quota is None else min(float(allowed), quota)


def quota_cores(cgroups: Path = CGROUPS, own_groups: Path = OWN_GROUPS) -> float | None:
    """The least CPU quota of this process's control groups and those above, in cores; None if there is none.

    Args:
        cgroups: where the control groups are mounted.
        own_groups: the file that names those of this process.
    """
    try:
        lines = own_groups.read_text().splitlines()
    except OSError:  # not Linux
        return None
    quotas = [quota for line in lines for quota in _quotas(cgroups, *line.split(":", 2)[1:])]
    return min(quotas, default=None)


def _quotas(cgroups: Path, controllers: str, path: str) -> Iterator[float]:
    """The quotas of a group and those above; a container sees its own as the root, whatever the path says."""
    if controllers and "cpu" not in controllers.split(","):
        return
    root = cgroups / "cpu" if controllers else cgroups
    own = root / path.lstrip("/")
    for folder in (own, *own.parents):
        quota = _quota_v1(folder) if controllers else _quota_v2(folder)
        if quota is not None:
            yield quota
        if folder == root:
            return


def _quota_v2(folder: Path) -> float | None:
    return _quota(*_words(folder / "cpu.max"))


def _quota_v1(folder: Path) -> float | None:
    return _quota(*_words(folder / "cpu.cfs_quota_us"), *_words(folder / "cpu.cfs_period_us"))


def _words(file: Path) -> list[str]:
    try:
        return file.read_text().split()
    except OSError:
        return []


def _quota(*microsecs: str) -> float | None:
    """Quota ÷ period; None for "max", -1, and files that are not there."""
    if len(microsecs) != 2 or not all(text.isdigit() for text in microsecs):
        return None
    quota, period = map(int, microsecs)
    return quota / period if quota and period else None

"""The machine that the local legs run on."""

import os
import platform
from pathlib import Path

import psutil

from lab.experiment import Machine


def this_machine() -> Machine:
    """This one."""
    return Machine(
        host=platform.node(),
        cores=usable_cores(),
        processor=_processor(),
        system=f"{platform.system()} {platform.release()}",
        memory_bytes=psutil.virtual_memory().total,
    )


def usable_cores() -> float:
    """How many cores this process may use: those it may run on, or the quota of its container if less."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _quota_cores()
    return float(allowed) if quota is None else min(float(allowed), quota)


def _quota_cores() -> float | None:
    """The CPU quota of this container, in cores; None if it has none.

    Source: the kernel's cgroup-v2.rst, "cpu.max"; a container sees its own group as the root.
    """
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return int(quota) / int(period)
    except (OSError, ValueError):  # no such file, or "max"
        return None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())

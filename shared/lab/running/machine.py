"""The machine that the local legs run on."""

import platform
from pathlib import Path

import psutil

from cores import usable_cores
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


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())

"""Whether the files that a leg downloads have room."""

import shutil
from pathlib import Path

from lab.experiment import Fact, Plan
from lab.workloads import FILE_BYTES

from .errors import LegUnavailable

MIB = 1024**2
SPARE_BYTES = 16 * MIB  # for the journal and the log


def require_disk_space(plan: Plan, folder: Path) -> None:
    """Refuse a leg of the workload `http` whose files do not fit beside each other.

    Args:
        plan: of the experiment.
        folder: where the files go; in a container, a file system in memory of fixed size.

    Raises:
        LegUnavailable: there is too little space.
    """
    if plan.workload != "http":
        return
    needed_bytes, free_bytes = plan.tasks * FILE_BYTES + SPARE_BYTES, shutil.disk_usage(folder).free
    if free_bytes < needed_bytes:
        values = {"needed": -(-needed_bytes // MIB), "free": free_bytes // MIB, "count": plan.tasks}
        raise LegUnavailable(Fact("disk-space", values))

"""What is tested."""

from dataclasses import dataclass
from pathlib import Path

CLASSES = {
    "threads": "rq_pools.ThreadPoolWorker",
    "processes": "rq_pools.ProcessPoolWorker",
    "interpreters": "rq_pools.InterpreterPoolWorker",
    "rq": "rq.worker.worker_classes.Worker",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A worker class, and where the tests for it are.

    Attributes:
        worker: a key of `CLASSES`.
        slots: how many jobs it runs at a time.
        shared: the folder that has `rq_pools`.
        tests: the folder that has RQ's package `tests`.
    """

    worker: str
    slots: int
    shared: Path
    tests: Path

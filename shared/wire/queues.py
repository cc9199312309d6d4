"""The pools, the queues that they serve, and the queue of experiments, which no pool serves."""

from typing import Literal, get_args

WorkerPool = Literal["threads", "processes", "interpreters"]
WORKER_POOLS: tuple[WorkerPool, ...] = get_args(WorkerPool)
Pool = Literal[WorkerPool, "any"]
POOLS: tuple[Pool, ...] = get_args(Pool)
QUEUE_PREFIX = "parallax-"
LAB_QUEUE = f"{QUEUE_PREFIX}lab"


def queue_for(pool: Pool) -> str:
    """The RQ queue for downloads that ask for this pool; every worker also serves the queue of `"any"`."""
    return f"{QUEUE_PREFIX}{pool}"


def queues_served_by(pool: Pool) -> list[str]:
    """The queues that a worker of this pool serves, its own first."""
    return list(dict.fromkeys([queue_for(pool), queue_for("any")]))

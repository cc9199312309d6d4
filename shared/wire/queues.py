"""Which queue a download waits in, and which queues a worker serves."""

from typing import Literal, get_args

WorkerPool = Literal["threads", "processes", "interpreters"]
WORKER_POOLS: tuple[WorkerPool, ...] = get_args(WorkerPool)
Pool = Literal[WorkerPool, "any"]
POOLS: tuple[Pool, ...] = get_args(Pool)
QUEUE_PREFIX = "parallax-"


def queue_for(pool: Pool) -> str:
    """The RQ queue of the downloads that ask for the pool; every worker serves that of `"any"` too."""
    return f"{QUEUE_PREFIX}{pool}"


def queues_served_by(pool: Pool) -> list[str]:
    """The queues a worker with such a pool serves, its own first."""
    return list(dict.fromkeys([queue_for(pool), queue_for("any")]))

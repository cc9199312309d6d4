"""Which queue a download waits in, and which queues a worker serves."""

from typing import Literal, get_args

Pool = Literal["threads", "processes", "interpreters", "any"]
POOLS: tuple[Pool, ...] = get_args(Pool)
QUEUE_PREFIX = "parallax-"


def queue_for(pool: Pool) -> str:
    """The RQ queue of the downloads that ask for the pool; every worker serves that of `"any"` too."""
    return f"{QUEUE_PREFIX}{pool}"


def pool_of_queue(queue: str) -> Pool:
    """The pool whose downloads wait in the queue.

    Raises:
        ValueError: it is not a queue of ours.
    """
    for pool in POOLS:
        if queue == queue_for(pool):
            return pool
    raise ValueError(f"{queue!r} is not a queue of Parallax")


def queues_served_by(pool: Pool) -> list[str]:
    """The queues a worker with such a pool serves, its own first."""
    return list(dict.fromkeys([queue_for(pool), queue_for("any")]))

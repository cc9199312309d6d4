"""The limit on waiting downloads: Redis holds each of them in memory."""

from typing import Any

from redis import Redis
from rq.queue import Queue

from front.problems import Problem
from wire import POOLS, queue_for

RETRY_AFTER_SECS = 5


def require_room(redis: "Redis", count: int, max_waiting: int) -> None:
    """Refuse more downloads when too many are waiting.

    Simultaneous submissions may exceed the limit together, by no more than their own downloads.

    Args:
        redis: where the queues are.
        count: how many to queue.
        max_waiting: how many may wait on all queues together.

    Raises:
        Problem: the limit would be exceeded.
    """
    waiting = count_waiting(redis)
    if waiting + count > max_waiting:
        raise Problem(
            429,
            "too-many-waiting",
            headers={"Retry-After": str(RETRY_AFTER_SECS)},
            waiting=waiting,
            max_waiting=max_waiting,
            more=count,
        )


def count_waiting(redis: "Redis") -> int:
    """How many downloads wait on all queues together, or for their retry."""
    with redis.pipeline(transaction=False) as pipeline:
        for pool in POOLS:
            queue = Queue(queue_for(pool), connection=redis)
            pipeline.llen(queue.key)
            pipeline.zcard(queue.scheduled_job_registry.key)
        lengths: list[Any] = pipeline.execute()
    return sum(lengths)

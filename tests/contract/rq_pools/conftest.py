"""A queue with jobs, and workers' leases of them."""

from collections.abc import Callable

import pytest
from redis import Redis
from rq import Queue

from rq_pools.leases import Leases
from tests.helpers import pool_jobs

TakeOne = Callable[[], object]


@pytest.fixture
def queue(redis: "Redis") -> Queue:
    """RQ's queue named default, with three jobs: a, b and c."""
    queue = Queue(connection=redis)
    for job_id in "abc":
        queue.enqueue(pool_jobs.give, 1, job_id=job_id)
    return queue


@pytest.fixture
def leases(redis: "Redis") -> Leases:
    """Of a worker named ann, who lives."""
    redis.hset("rq:worker:ann", "birth", "today")
    return Leases(redis, "ann")


@pytest.fixture
def other(redis: "Redis") -> Leases:
    """Of a worker named bob, who lives."""
    redis.hset("rq:worker:bob", "birth", "today")
    return Leases(redis, "bob")

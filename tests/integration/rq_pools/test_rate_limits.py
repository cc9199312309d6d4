"""RQ's rate limits: never more jobs of a key at a time than it allows, however a job ends."""

import signal
from collections.abc import Callable
from typing import Any

import pytest
from rq import Queue, RateLimit, Retry
from rq.job import Job

from tests.helpers import pool_crash_jobs, pool_jobs
from tests.helpers.pool_seen import ended, runs_of
from tests.helpers.waiting import wait_until

WORKER_SETTINGS = {"slots": 4, "overrun_secs": 0.3}


def limited(queue: Queue, key: str, function: Callable[..., Any], *args: Any, **options: Any) -> Job:
    """A job of which one may run at a time."""
    return queue.enqueue(function, *args, rate_limit=RateLimit(f"{queue.name}-{key}", 1), **options)


def test_no_more_jobs_of_a_key_run_at_a_time_than_it_allows(served: Queue) -> None:
    redis, limit = served.connection, RateLimit(f"{served.name}-crowd", concurrency=2)
    redis.delete("crowd")
    jobs = {
        f"gate-{number}-{served.name}": served.enqueue(
            pool_jobs.wait_at, f"gate-{number}-{served.name}", rate_limit=limit
        )
        for number in range(8)
    }
    left = dict(jobs)
    while left:  # RQ keeps no order among them
        wait_until(
            lambda: sum(redis.hexists("inside", job.id) for job in left.values()) == min(2, len(left)),
            saying="as many run as may",
        )
        gate = next(gate for gate, job in left.items() if redis.hexists("inside", job.id))
        redis.set(gate, "open")
        ended(left.pop(gate))
    assert max(int(crowd) for crowd in redis.lrange("crowd", 0, -1)) == 2
    assert {runs_of(job) for job in jobs.values()} == {1}


ENDS: dict[str, tuple[Callable[..., Any], list[Any], dict[str, Any], str]] = {
    "succeeds": (pool_jobs.give, [1], {}, "finished"),
    "fails": (pool_jobs.fail, ["oh"], {}, "failed"),
    "is stopped": (pool_jobs.stop_itself, [], {}, "stopped"),
    "runs out of time": (pool_jobs.sleep_for, [3600], {"job_timeout": 1}, "failed"),
    "is retried": (pool_jobs.count_and_fail, [], {"retry": Retry(max=2)}, "failed"),
    "loses its process": (pool_crash_jobs.die_by, [signal.SIGKILL], {}, "failed"),
}


@pytest.mark.parametrize("end", ENDS)
def test_the_next_job_of_a_key_runs_when_one_of_them(served: Queue, end: str) -> None:
    if end == "loses its process" and "processes" not in served.name:
        pytest.skip("its worker would die with it")
    function, arguments, options, status = ENDS[end]
    first = limited(served, end, function, *arguments, **options)
    second = limited(served, end, pool_jobs.give, 2)
    ended(first, status)
    ended(second)
    wait_until(
        lambda: not served.connection.zcard(f"rq:rl:{served.name}-{end}:allowed"), saying="none is left"
    )

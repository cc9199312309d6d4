"""How long the jobs of a killed worker wait with default settings; slow, so a file of its own."""

import signal
from collections.abc import Callable

import pytest
from redis import Redis
from rq import Queue, Retry

from tests.helpers import pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.pool_seen import ended, runs_of
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]


@pytest.mark.parametrize("heir", ["runs already", "is started later"])
def test_with_default_settings_all_jobs_of_a_killed_worker_run_again_within_15_seconds(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis", heir: str
) -> None:
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate", retry=Retry(max=1)) for _ in range(4)]
    doomed = start_worker("default", as_by_default=True)
    wait_until(lambda: len(inside()) == 4, saying="all run")
    if heir == "runs already":
        start_worker("default", as_by_default=True).wait_until_idle()
    doomed.signal_tree(signal.SIGKILL)
    if heir == "is started later":
        start_worker("default", as_by_default=True)
    wait_until(
        lambda: all(runs_of(job) == 2 for job in jobs), within_secs=15, saying="all four are running again"
    )
    redis.set("gate", "open")
    for job in jobs:
        assert ended(job).retries_left == 1  # a crash uses up no retry
        assert runs_of(job) == 2
        assert redis.hget(job.key, "takeovers") == b"1"

"""A worker whose clock is wrong by minutes holds its jobs, and leaves those of others alone."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis
from rq import Queue
from rq.utils import utcparse

from tests.helpers import pool_jobs
from tests.helpers.pool_process import WORKER_CLASSES, PoolProcess
from tests.helpers.pool_seen import ended, runs_now, runs_of, wait_for_beats
from tests.helpers.waiting import wait_until

OFF_SECS = 300


@pytest.mark.parametrize("off_secs", [-OFF_SECS, OFF_SECS])
def test_jobs_run_through_though_one_worker_has_a_wrong_clock(
    start_worker: Callable[..., PoolProcess],
    queue: Queue,
    redis: "Redis",
    pool: str,
    monkeypatch: pytest.MonkeyPatch,
    off_secs: int,
) -> None:
    """Both clean RQ's registries, by which a job fails whose execution has expired."""
    right = start_worker("default", slots=1, cleaning_secs=0.2)
    monkeypatch.setenv("WRONG_CLOCK_SECS", str(off_secs))
    wrong_class = WORKER_CLASSES[pool].replace("rq_pools", "tests.helpers.wrong_clocks")
    wrong = start_worker("--worker-class", wrong_class, "default", slots=1, cleaning_secs=0.2)
    wait_until(lambda: by_its_clock(wrong), saying="the worker with the wrong clock has started")
    assert by_its_clock(wrong) == pytest.approx(time.time() + off_secs, abs=OFF_SECS / 2)
    jobs = [runs_now(queue.enqueue(pool_jobs.wait_at, "gate")) for _ in range(2)]
    for worker in (wrong, right):
        wait_for_beats(worker, 5)  # each has cleaned more often than that
    assert [job.get_status() for job in jobs] == ["started", "started"]
    expiries: Any = redis.zrange("rq:wip:default", 0, -1, withscores=True)
    assert expiries[0][1] == pytest.approx(expiries[1][1], abs=OFF_SECS / 2)
    redis.set("gate", "open")
    for job in jobs:
        assert ended(job).return_value() == "through"
        assert (len(job.results()), runs_of(job)) == (1, 1)


def by_its_clock(worker: PoolProcess) -> float | None:
    """When the worker was born, by its own clock; None: not yet."""
    born: Any = worker.redis.hget(f"rq:worker:{worker.name}", "birth")
    return utcparse(born.decode()).timestamp() if born else None

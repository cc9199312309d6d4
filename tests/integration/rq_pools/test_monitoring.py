"""What others see of a pooled worker: RQ's own tools show all that it runs, for as long as it runs."""

import subprocess
import sys
from collections.abc import Callable

from redis import Redis
from rq import Queue
from rq.worker import Worker

from rq_pools import describe_workers
from tests.helpers import pool_jobs
from tests.helpers.databases import url_of
from tests.helpers.pool_process import ROOT, PoolProcess, environment
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]


def test_a_job_that_runs_for_longer_than_the_lease_stays_alive_in_redis(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("default", lease_secs=1, heartbeat_secs=0.1)
    wait_until(lambda: inside(), saying="it runs")
    key, registry = f"rq:worker:{worker.name}", queue.started_job_registry.key
    scores: set[float] = set()
    wait_until(
        lambda: scores.add(redis.zrange(registry, 0, -1, withscores=True)[0][1]) or len(scores) > 15,
        saying="the score of the execution rises for longer than a lease",
    )
    assert redis.exists(key)
    assert redis.scard(f"{key}:executions") == 1
    assert redis.hget("runs", queue.started_job_registry.get_job_ids(cleanup=False)[0]) == b"1"


def test_rq_and_describe_workers_show_every_job_that_runs(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis", pool: str
) -> None:
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(3)]
    worker = start_worker("default", slots=3)
    wait_until(lambda: len(inside()) == 3, saying="all run")
    wait_until(lambda: describe_workers(redis)[0].state == "busy", saying="the worker is busy")
    [seen] = Worker.all(connection=redis)
    assert {execution.job_id for execution in seen.get_current_executions()} == {job.id for job in jobs}
    assert seen.current_execution_count == 3
    [view] = describe_workers(redis)
    assert (view.name, view.pool, view.slots, view.state) == (worker.name, pool, 3, "busy")
    assert [running.slot for running in view.running] == [0, 1, 2]
    assert {running.job_id for running in view.running} == {job.id for job in jobs}
    told = subprocess.run(
        [sys.executable, "-m", "rq.cli", "info", "--url", url_of(redis)],
        env=environment({}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"{worker.name} " in told
    assert "1 workers" in told

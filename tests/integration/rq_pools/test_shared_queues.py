"""Pooled workers beside RQ's own: they share queues, and RQ's worker-pool starts pooled workers."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from redis import Redis
from rq import Queue
from rq.worker import Worker

from tests.helpers import pool_jobs
from tests.helpers.pool_process import QUICK, WORKER_CLASSES, PoolProcess
from tests.helpers.pool_seen import assert_nothing_is_held, ended, runs_now, runs_of, wait_for_beats
from tests.helpers.rq_cli import running_rq
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]


def test_a_plain_worker_and_a_pooled_one_share_a_queue(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis", tmp_path: Path
) -> None:
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(6)]
    start_worker("default", slots=3)
    with running_rq(redis, tmp_path / "rq", "worker", "--name", "plain", "default"):
        wait_until(lambda: len(inside()) == 4, saying="one more runs than there are slots")
        [plain] = [worker for worker in Worker.all(connection=redis) if worker.name == "plain"]
        assert len(plain.get_current_executions()) == 1
        assert len(queue) == 2
        redis.set("gate", "open")
        for job in jobs:
            ended(job)
    assert {runs_of(job) for job in jobs} == {1}
    assert_nothing_is_held(queue, redis)


def test_the_job_of_a_plain_worker_is_left_to_it_for_as_long_as_it_lives(
    start_worker: StartWorker, queue: Queue, redis: "Redis", tmp_path: Path
) -> None:
    with running_rq(redis, tmp_path / "rq", "worker", "--name", "plain", "default"):
        job = runs_now(queue.enqueue(pool_jobs.wait_at, "gate"))
        worker = start_worker("default", lease_secs=1, heartbeat_secs=0.1, cleaning_secs=0.1)
        wait_for_beats(worker, 20)
        redis.set("gate", "open")
        ended(job)
    assert runs_of(job) == 1


def test_the_job_of_a_plain_worker_that_is_gone_is_taken_over(
    start_worker: StartWorker, queue: Queue, redis: "Redis", tmp_path: Path
) -> None:
    with running_rq(redis, tmp_path / "rq", "worker", "--name", "plain", "default"):
        job = runs_now(queue.enqueue(pool_jobs.wait_at, "gate"))
    redis.delete("rq:worker:plain")  # what the time does, after minutes
    start_worker("default")
    wait_until(lambda: runs_of(job) == 2, saying="it runs again")
    redis.set("gate", "open")
    ended(job)
    assert_nothing_is_held(queue, redis)


def test_rqs_worker_pool_starts_pooled_workers(
    pool: str, queue: Queue, inside: Inside, redis: "Redis", tmp_path: Path
) -> None:
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(5)]
    flags = ["--worker-class", WORKER_CLASSES[pool], "--num-workers", "2", "default"]
    with running_rq(redis, tmp_path / "rq", "worker-pool", *flags, **QUICK) as workers:
        wait_until(lambda: len(inside()) == 4, saying="two workers with two slots each run jobs")
        assert Worker.count(connection=redis) == 2
        redis.set("gate", "open")
        for job in jobs:
            ended(job)
        workers.send_signal(signal.SIGTERM)
        wait_until(lambda: workers.poll() is not None, saying="it ends")
        assert workers.returncode == 0
    assert redis.smembers("rq:workers") == set()
    assert {runs_of(job) for job in jobs} == {1}


def test_a_worker_that_rqs_worker_pool_lost_is_replaced_and_its_jobs_run_again(
    pool: str, queue: Queue, inside: Inside, redis: "Redis", tmp_path: Path
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    flags = ["--worker-class", WORKER_CLASSES[pool], "default"]
    with running_rq(redis, tmp_path / "rq", "worker-pool", *flags, **QUICK):
        runs_now(job)
        [doomed] = Worker.all(connection=redis)
        os.kill(doomed.pid or 0, signal.SIGKILL)
        wait_until(lambda: runs_of(job) == 2, within_secs=30, saying="it runs again")
        redis.set("gate", "open")
        ended(job)

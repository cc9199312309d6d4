"""Whoever can write to Redis can write nonsense; jobs beside it run all the same."""

import signal
from collections.abc import Callable

import pytest
from redis import Redis
from rq import Queue

from tests.helpers import pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]

NONSENSE: dict[str, tuple[bytes, str]] = {
    "an id that is no text": (b"\xff\xfe", "hash"),
    "an id with a colon": (b"a:b", "hash"),
    "a job whose key is a string": (b"nonsense", "string"),
    "a job that is a list": (b"nonsense", "list"),
}


def write(redis: "Redis", job_id: bytes, kind: str) -> None:
    key = b"rq:job:" + job_id
    if kind == "hash":
        redis.hset(key, "status", "queued")
    elif kind == "string":
        redis.set(key, "x")
    elif kind == "list":
        redis.rpush(key, "x")


@pytest.mark.parametrize("case", NONSENSE)
def test_nonsense_on_the_queue_is_thrown_away_and_the_jobs_beside_it_run(
    start_worker: StartWorker, queue: Queue, redis: "Redis", case: str
) -> None:
    job_id, kind = NONSENSE[case]
    write(redis, job_id, kind)
    before = queue.enqueue(pool_jobs.give, 1)
    redis.rpush(queue.key, job_id)
    after = queue.enqueue(pool_jobs.give, 2)

    worker = start_worker("default", slots=3)

    wait_until(lambda: before.is_finished and after.is_finished, saying=lambda: worker.log.read_text())
    assert worker.process.poll() is None
    assert len(queue) == 0


def test_a_job_whose_key_becomes_nonsense_while_it_runs_frees_its_slot(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("default", slots=1)
    wait_until(lambda: inside(), saying="it runs")
    redis.delete(job.key)
    redis.set(job.key, "x")
    redis.set("gate", "open")

    after = queue.enqueue(pool_jobs.give, 1)

    wait_until(lambda: after.is_finished, saying=lambda: worker.log.read_text())


def test_nonsense_in_the_registry_keeps_no_lost_job_from_being_recovered(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    first = start_worker("default", slots=1)
    wait_until(lambda: inside(), saying="it runs")
    registry = queue.started_job_registry.key
    redis.zadd(registry, {b"\xff:x": 1, b"bad:execution": 1, b"bad:other": 1, b"no-colon": 1})
    redis.set("rq:job:bad", "x")
    redis.set("rq:execution:bad:other", "x")
    first.process.send_signal(signal.SIGKILL)

    second = start_worker("default", slots=1)

    wait_until(lambda: redis.hget("runs", job.id) == b"2", saying=lambda: second.log.read_text())
    redis.set("gate", "open")
    wait_until(lambda: job.is_finished, saying=lambda: second.log.read_text())


def test_a_queue_that_is_no_list_does_not_stop_the_others(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    redis.set("rq:queue:broken", "x")
    job = queue.enqueue(pool_jobs.give, 1)

    worker = start_worker("broken", "default")

    wait_until(lambda: job.is_finished, saying=lambda: worker.log.read_text())

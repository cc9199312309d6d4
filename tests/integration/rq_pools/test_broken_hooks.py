"""Hooks that raise: the job fails as RQ's registries and results say it, and the worker goes on."""

import signal
from collections.abc import Callable

import pytest
from redis import Redis
from rq import Callback, Queue
from rq.job import Job

from rq_pools.leases import Leases
from tests.helpers import pool_crash_jobs, pool_hooks, pool_jobs
from tests.helpers.pool_leases import take
from tests.helpers.pool_process import PoolProcess
from tests.helpers.pool_seen import assert_nothing_is_held, ended, error_of, runs_now
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
BREAKING = ("--exception-handler", "tests.helpers.pool_hooks.break_handler")


def assert_all_is_well(job: Job, queue: Queue, redis: "Redis") -> None:
    assert job in queue.failed_job_registry
    ended(queue.enqueue(pool_jobs.give, 1))
    assert_nothing_is_held(queue, redis)


def test_a_job_whose_exception_handler_raises_fails(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    start_worker(*BREAKING, "default", slots=1)
    job = queue.enqueue(pool_jobs.fail, "oh")
    assert "LookupError: the handler is broken" in error_of(job)
    assert_all_is_well(job, queue, redis)


def test_a_job_that_nothing_could_interrupt_fails_though_its_exception_handler_raises(
    start_worker: StartWorker, queue: Queue, redis: "Redis", pool: str
) -> None:
    start_worker(*BREAKING, "default", slots=1, overrun_secs=0.2)
    stubborn = (pool_crash_jobs.hold_the_interpreter,) if pool == "processes" else (pool_jobs.sleep_for, 60)
    job = queue.enqueue(*stubborn, job_timeout=1)
    assert "LookupError: the handler is broken" in error_of(job)
    assert_all_is_well(job, queue, redis)


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_a_job_whose_process_died_fails_though_the_hook_for_that_raises(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    name = f"{pool_hooks.__name__}.{pool_hooks.BreaksOnKilledHorses.__name__}"
    start_worker("--worker-class", name, "default", slots=1)
    job = queue.enqueue(pool_crash_jobs.die_by, signal.SIGKILL)
    assert "killed by signal 9 (SIGKILL)" in error_of(job)
    assert_all_is_well(job, queue, redis)


def lose(queue: Queue, redis: "Redis") -> Job:
    """A job that a worker had, which is dead."""
    job = queue.enqueue(pool_jobs.give, 1)
    assert take(Leases(redis, "died"), queue)
    redis.delete("rq:worker:died")
    return job


def test_a_job_lost_too_often_fails_though_its_exception_handler_raises(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = lose(queue, redis)
    worker = start_worker(*BREAKING, "default", max_takeovers=0)
    assert "LookupError: the handler is broken" in error_of(job)
    assert_all_is_well(job, queue, redis)
    assert worker.process.poll() is None


def test_what_is_no_job_any_more_when_it_was_lost_too_often_is_dropped(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = lose(queue, redis)
    redis.hdel(job.key, "data")
    worker = start_worker("default", max_takeovers=0)
    wait_until(lambda: redis.hget(job.key, "status") == b"failed", saying=worker.log.read_text)
    ended(queue.enqueue(pool_jobs.give, 1))
    assert_nothing_is_held(queue, redis)
    assert worker.process.poll() is None


def test_a_callback_of_a_job_lost_too_often_has_its_time_limit_and_holds_up_nobody(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    callback = Callback(pool_hooks.take_for_ever, timeout=2)
    job = queue.enqueue(pool_jobs.give, 1, on_failure=callback)
    assert take(Leases(redis, "died"), queue)
    redis.delete("rq:worker:died")
    start_worker("default", max_takeovers=0)
    wait_until(lambda: redis.hexists("told", job.id), saying="its callback runs")
    beside = queue.enqueue(pool_jobs.wait_at, "gate")
    runs_now(beside)
    assert job.get_status() == "started"
    redis.set("gate", "open")
    ended(beside)
    assert "maximum timeout value (2 seconds)" in error_of(job)

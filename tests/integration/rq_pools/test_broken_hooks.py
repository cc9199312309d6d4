"""Hooks that raise: the job fails as RQ's registries and results say it, and the worker goes on."""

import signal
from collections.abc import Callable

import pytest
from redis import Redis
from rq import Callback, Queue
from rq.command import send_stop_job_command
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


@pytest.mark.parametrize(
    ("handler", "told"),
    [("break_handler", "LookupError: the handler is broken"), ("leave", "the hook leaves")],
)
def test_a_job_that_nothing_could_interrupt_fails_though_its_exception_handler_raises(
    start_worker: StartWorker, queue: Queue, redis: "Redis", pool: str, handler: str, told: str
) -> None:
    flags = ("--exception-handler", f"tests.helpers.pool_hooks.{handler}")
    start_worker(*flags, "default", slots=1, overrun_secs=0.2)
    stubborn = (pool_crash_jobs.hold_the_interpreter,) if pool == "processes" else (pool_jobs.sleep_for, 60)
    job = queue.enqueue(*stubborn, job_timeout=1)
    assert told in error_of(job)
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


def test_a_job_lost_too_often_is_held_for_as_long_as_its_callback_takes(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.give, 1, on_failure=Callback(pool_hooks.stand_at_gate))
    [lost] = take(Leases(redis, "died"), queue)
    redis.delete("rq:worker:died")
    start_worker("--name", "finder", "default", slots=1, max_takeovers=0)
    wait_until(lambda: redis.hget(lost.execution.key, "slot") == b"-1", saying="it is renewed, in no slot")
    busy = runs_now(queue.enqueue(pool_jobs.wait_at, "gate"))
    later = queue.enqueue(pool_jobs.give, 2)
    take(Leases(redis, "finder"), queue)  # which the finder does not run, and finds later than the first
    wait_until(lambda: later.get_status() == "queued", saying="what is in its own name is put back")
    redis.set("gate", "open")
    assert "lost its worker 1 times" in error_of(job)
    assert redis.hget("callbacks", job.id) == b"1"
    ended(busy)
    ended(later)


def test_a_callback_that_cannot_reach_a_redis_of_its_own_fails_its_job_once(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    start_worker("default", slots=1)
    job = queue.enqueue(pool_jobs.count_run, on_success=Callback(pool_hooks.lose_a_cache))
    assert "the cache is away" in error_of(job)
    assert redis.hget("runs", job.id) == b"1"
    assert_all_is_well(job, queue, redis)


def test_an_exception_handler_that_cannot_reach_a_redis_of_its_own_fails_the_job_once(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    start_worker("--exception-handler", "tests.helpers.pool_hooks.lose_a_cache", "default", slots=1)
    job = queue.enqueue(pool_jobs.fail_first, 9)
    assert "the cache is away" in error_of(job)
    assert redis.hget("runs", job.id) == b"1"
    assert_all_is_well(job, queue, redis)


def test_a_stopped_callback_that_exits_holds_up_nothing(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    start_worker("default", slots=1)
    job = queue.enqueue(pool_jobs.wait_at, "gate", on_stopped=Callback(pool_hooks.leave))
    runs_now(job)
    send_stop_job_command(redis, job.id)
    wait_until(lambda: job.get_status() == "stopped", saying="the job is stopped")
    assert_all_is_well(job, queue, redis)


def test_an_exception_handler_that_exits_fails_the_job(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    start_worker("--exception-handler", "tests.helpers.pool_hooks.leave", "default", slots=1)
    job = queue.enqueue(pool_jobs.fail, "oh")
    assert "SystemExit: the hook leaves" in error_of(job)
    assert_all_is_well(job, queue, redis)


def test_a_callback_may_take_longer_than_the_time_limit_of_its_job(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    start_worker("default", slots=1, overrun_secs=0.2)
    job = queue.enqueue(pool_jobs.give, 1, job_timeout=1, on_success=Callback(pool_hooks.take_a_while))
    assert ended(job).return_value() == 1
    assert redis.hget("callbacks", job.id) == b"1"

"""A worker that is told to end: quiet, then stop at the drain deadline, then hard."""

import signal
from collections.abc import Callable

import pytest
from redis import Redis
from rq import Queue, Retry
from rq.job import Job

from tests.helpers import pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]


def is_told_to_stop(redis: "Redis", worker: PoolProcess) -> bool:
    return redis.hexists(f"rq:worker:{worker.name}", "shutdown_requested_date")


def assert_is_back(job: Job, queue: Queue, redis: "Redis") -> None:
    """The job waits on its queue, as if it had never run."""
    assert job.get_status() == "queued"
    assert queue.started_job_registry.get_job_ids(cleanup=False) == []
    assert queue.intermediate_queue.get_job_ids() == []
    for registry in (queue.failed_job_registry, queue.finished_job_registry, queue.scheduled_job_registry):
        assert job.id not in registry.get_job_ids()
    assert job.get_executions() == []
    assert not list(redis.scan_iter("rq:execution:*"))
    assert job.latest_result() is None


def test_a_job_that_ends_before_the_deadline_is_waited_for_and_no_other_is_taken(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    running, waiting = (queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(2))
    worker = start_worker("default", slots=1, stop_grace_secs=0)
    wait_until(lambda: inside(), saying="the first runs")
    worker.signal()
    wait_until(lambda: is_told_to_stop(redis, worker), saying="it has understood")
    redis.set("gate", "open")
    assert worker.wait() == 0
    assert running.is_finished
    assert queue.get_job_ids() == [waiting.id]
    assert not redis.exists(f"rq:worker:{worker.name}:executions")
    assert redis.smembers("rq:workers") == set()


def test_what_does_not_end_by_the_deadline_is_handed_back_to_the_front_and_run_by_another_worker(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    running = queue.enqueue(pool_jobs.wait_at, "gate", retry=Retry(max=1))
    waiting = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("default", slots=1, drain_secs=0.3)
    wait_until(lambda: inside(), saying="the first runs")
    worker.signal()
    assert worker.wait() == 0
    assert queue.get_job_ids() == [running.id, waiting.id]
    assert_is_back(running, queue, redis)
    assert Job.fetch(running.id, connection=redis).retries_left == 1
    redis.set("gate", "open")
    assert start_worker("--burst", "default").wait() == 0
    assert running.is_finished
    assert waiting.is_finished
    assert redis.hget("runs", running.id) == b"2"


def test_a_second_signal_hands_back_at_once(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("default", drain_secs=3600)
    wait_until(lambda: inside(), saying="it runs")
    worker.signal(signal.SIGINT)
    wait_until(lambda: is_told_to_stop(redis, worker), saying="it has understood")
    key = f"rq:worker:{worker.name}"
    beats = {redis.hget(key, "last_heartbeat")}
    wait_until(
        lambda: beats.add(redis.hget(key, "last_heartbeat")) or len(beats) > 6, saying="a second passes"
    )
    assert worker.process.poll() is None
    worker.signal(signal.SIGTERM)
    assert worker.wait() == 0
    assert_is_back(job, queue, redis)


def test_a_second_signal_within_a_second_is_the_first_one_again(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("default", drain_secs=3600, stop_grace_secs=0)
    wait_until(lambda: inside(), saying="it runs")
    worker.signal(signal.SIGINT)
    worker.signal(signal.SIGTERM)
    wait_until(lambda: is_told_to_stop(redis, worker), saying="it has understood")
    redis.set("gate", "open")
    assert worker.wait() == 0
    assert job.is_finished


def test_a_job_that_asks_ends_early_and_is_handed_back(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate", polite=True)
    worker = start_worker("default", drain_secs=0.1, stop_grace_secs=30)
    wait_until(lambda: inside(), saying="it runs")
    worker.signal()
    assert worker.wait(within_secs=15) == 0
    assert redis.hget("interrupted", job.id) == b"handed back"
    assert_is_back(job, queue, redis)


def test_a_stuck_job_does_not_keep_the_worker_from_ending(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.sleep_for, 3600)
    worker = start_worker("default", drain_secs=0.1)
    wait_until(lambda: inside(), saying="it runs")
    worker.signal()
    assert worker.wait(within_secs=10) == 0
    assert_is_back(job, queue, redis)


def test_a_job_that_was_stopped_is_not_handed_back_at_the_end(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    from rq.command import send_stop_job_command

    job = queue.enqueue(pool_jobs.sleep_for, 3600)
    worker = start_worker("default", drain_secs=0.1, stop_grace_secs=1)
    wait_until(lambda: inside(), saying="it runs")
    send_stop_job_command(redis, job.id)
    worker.signal()
    assert worker.wait() == 0
    assert job.get_status() == "stopped"
    assert len(queue) == 0


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_a_worker_whose_children_cannot_start_ends_before_it_takes_a_job(
    redis: "Redis", queue: Queue, pool: str
) -> None:
    from rq_pools import PoolSettings, ProcessPoolWorker
    from rq_pools.slot_child import ChildLost

    queue.enqueue(pool_jobs.give, 1)
    worker = ProcessPoolWorker(
        [queue], connection=redis, settings=PoolSettings(slots=1), initializer=pool_jobs.break_initializer
    )
    with pytest.raises(ChildLost):
        worker.work(burst=True, logging_level="ERROR")
    assert len(queue) == 1
    assert redis.smembers("rq:workers") == set()


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_the_initializer_runs_once_in_each_child(redis: "Redis", queue: Queue, pool: str) -> None:
    from rq_pools import PoolSettings, ProcessPoolWorker

    jobs = [queue.enqueue(pool_jobs.is_initialized) for _ in range(4)]
    worker = ProcessPoolWorker(
        [queue], connection=redis, settings=PoolSettings(slots=2), initializer=pool_jobs.initialize
    )
    worker.work(burst=True, logging_level="ERROR")
    assert [job.return_value() for job in jobs] == [True] * 4

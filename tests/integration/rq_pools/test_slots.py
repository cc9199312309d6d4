"""How many jobs run at a time, and which."""

from collections.abc import Callable

import pytest
from redis import Redis
from rq import Queue
from rq.suspension import resume, suspend

from tests.helpers import pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]


def test_n_jobs_run_at_a_time_and_the_rest_is_left_to_other_workers(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(10)]
    start_worker("default", slots=3)
    wait_until(lambda: len(inside()) == 3, saying="3 jobs run")
    assert len(queue) == 7
    start_worker("default", slots=3)
    wait_until(lambda: len(inside()) == 6, saying="the second worker runs 3 more")
    assert len(queue) == 4
    redis.set("gate", "open")
    wait_until(lambda: all(job.is_finished for job in jobs), saying="all finish")
    assert max(int(crowd) for crowd in redis.lrange("crowd", 0, -1)) == 6
    assert set(redis.hvals("runs")) == {b"1"}


def test_never_more_than_n_jobs_run_at_a_time_or_are_taken(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    jobs = [queue.enqueue(pool_jobs.wait_at, f"gate-{number}") for number in range(9)]
    start_worker("default", slots=3)
    for number, job in enumerate(jobs):
        wait_until(lambda left=9 - number: len(inside()) == min(3, left), saying="the slots are full")
        assert len(queue) == max(0, 6 - number)
        redis.set(f"gate-{number}", "open")
        wait_until(lambda job=job: job.is_finished, saying="the job ends")
    assert max(int(crowd) for crowd in redis.lrange("crowd", 0, -1)) == 3


def test_queues_are_emptied_in_the_order_in_which_they_are_named(
    start_worker: StartWorker, redis: "Redis"
) -> None:
    for name in ("low", "high", "middle"):
        for number in range(3):
            Queue(name, connection=redis).enqueue(pool_jobs.count_run, job_id=f"{name}-{number}")
    assert start_worker("--burst", "high", "middle", "low", slots=1).wait() == 0
    order = [f"{name}-{number}".encode() for name in ("high", "middle", "low") for number in range(3)]
    assert redis.lrange("order", 0, -1) == order


def test_round_robin_takes_one_job_of_each_queue_in_turn(start_worker: StartWorker, redis: "Redis") -> None:
    for name in ("a", "b"):
        for number in range(2):
            Queue(name, connection=redis).enqueue(pool_jobs.wait_at, "gate", job_id=f"{name}-{number}")
    start_worker("--dequeue-strategy", "round_robin", "a", "b", slots=2)
    wait_until(lambda: set(redis.hkeys("inside")) == {b"a-0", b"b-0"}, saying="one of each runs")


def test_burst_ends_when_the_queue_is_empty_and_all_jobs_have_ended(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    jobs = [queue.enqueue(pool_jobs.count_run) for _ in range(7)]
    assert start_worker("--burst", "default", slots=2).wait() == 0
    assert {job.get_status() for job in jobs} == {"finished"}
    assert set(redis.hvals("runs")) == {b"1"}


def test_a_suspended_burst_worker_waits_for_its_running_jobs(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("--burst", "default", slots=2)
    wait_until(lambda: inside(), saying="it runs")
    suspend(redis)
    key = f"rq:worker:{worker.name}"
    wait_until(lambda: redis.hget(key, "state") == b"suspended", saying="the worker is suspended")
    redis.set("gate", "open")
    assert worker.wait() == 0
    assert job.is_finished
    assert redis.hget("runs", job.id) == b"1"


def test_max_jobs_ends_the_worker_after_so_many_jobs(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    for _ in range(5):
        queue.enqueue(pool_jobs.count_run)
    assert start_worker("--max-jobs", "3", "default", slots=2).wait() == 0
    assert len(queue) == 2
    assert redis.hlen("runs") == 3


def test_max_idle_time_ends_an_idle_worker_but_no_busy_one(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("--max-idle-time", "1", "default")
    wait_until(lambda: inside(), saying="the job runs")
    beats = {redis.hget(f"rq:worker:{worker.name}", "last_heartbeat")}
    wait_until(
        lambda: beats.add(redis.hget(f"rq:worker:{worker.name}", "last_heartbeat")) or len(beats) > 7,
        saying="the worker lives on for longer than its idle time",
    )
    assert worker.process.poll() is None
    redis.set("gate", "open")
    assert worker.wait() == 0
    assert job.is_finished


def test_suspended_workers_take_nothing_until_resumed(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    worker = start_worker("default").wait_until_idle()
    suspend(redis)
    key = f"rq:worker:{worker.name}"
    wait_until(lambda: redis.hget(key, "state") == b"suspended", saying="the worker is suspended")
    job = queue.enqueue(pool_jobs.give, 1)
    beat = redis.hget(key, "last_heartbeat")
    wait_until(lambda: redis.hget(key, "last_heartbeat") != beat, saying="it beats on")
    assert len(queue) == 1
    resume(redis)
    wait_until(lambda: job.is_finished, saying="it runs once resumed")


@pytest.mark.parametrize("pool", ["threads"], indirect=True)
def test_settings_out_of_range_are_refused_naming_the_variable(start_worker: StartWorker) -> None:
    worker = start_worker("default", slots=0)
    assert worker.wait() == 1
    assert "RQ_POOL_SLOTS" in worker.log.read_text()

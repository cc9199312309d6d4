"""When a worker ends, or rests, by itself: burst, max_jobs, max_idle_time, suspend."""

from collections.abc import Callable

from redis import Redis
from rq import Queue
from rq.suspension import resume, suspend

from tests.helpers import pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.pool_seen import ended, runs_now, wait_for_beats
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]


def is_suspended(redis: "Redis", worker: PoolProcess) -> bool:
    return redis.hget(f"rq:worker:{worker.name}", "state") == b"suspended"


def test_burst_ends_when_the_queue_is_empty_and_all_jobs_have_ended(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    jobs = [queue.enqueue(pool_jobs.count_run) for _ in range(7)]
    assert start_worker("--burst", "default", slots=2).wait() == 0
    assert {job.get_status() for job in jobs} == {"finished"}
    assert set(redis.hvals("runs")) == {b"1"}


def test_a_burst_worker_runs_what_its_jobs_lead_to(start_worker: StartWorker, queue: Queue) -> None:
    first = queue.enqueue(pool_jobs.give, 1)
    second = queue.enqueue(pool_jobs.give, 2, depends_on=first)
    assert start_worker("--burst", "default").wait() == 0
    assert second.is_finished


def test_a_suspended_burst_worker_waits_for_its_running_jobs(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("--burst", "default", slots=2)
    wait_until(lambda: inside(), saying="it runs")
    suspend(redis)
    wait_until(lambda: is_suspended(redis, worker), saying="the worker is suspended")
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
    wait_for_beats(worker, 7)
    assert worker.process.poll() is None
    redis.set("gate", "open")
    assert worker.wait() == 0
    assert job.is_finished


def test_a_worker_whose_slots_never_rest_is_not_idle(start_worker: StartWorker, queue: Queue) -> None:
    """Jobs that follow each other in a slot count as work, too."""
    worker = start_worker("--max-idle-time", "1", "default", slots=1).wait_until_idle()
    for _ in range(30):
        ended(queue.enqueue(pool_jobs.sleep_for, 0.1))
    assert worker.process.poll() is None
    assert worker.wait() == 0


def test_suspended_workers_take_nothing_until_resumed(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    worker = start_worker("default").wait_until_idle()
    suspend(redis)
    wait_until(lambda: is_suspended(redis, worker), saying="the worker is suspended")
    job = queue.enqueue(pool_jobs.give, 1)
    wait_for_beats(worker, 3)
    assert len(queue) == 1
    resume(redis)
    ended(job)


def test_a_busy_worker_that_is_suspended_finishes_what_it_runs_and_takes_nothing_more(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    running, waiting = (queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(2))
    worker = start_worker("default", slots=1)
    runs_now(running)
    suspend(redis)
    redis.set("gate", "open")
    ended(running)
    wait_until(lambda: is_suspended(redis, worker), saying="the worker is suspended")
    wait_for_beats(worker, 3)
    assert waiting.get_status() == "queued"
    resume(redis)
    ended(waiting)

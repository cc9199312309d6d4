"""Which job is next: the order of queues and of jobs in them, and fair shares between workers."""

from collections.abc import Callable
from functools import partial

from redis import Redis
from rq import Queue
from rq.job import Job

from tests.helpers import pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.pool_seen import ended, runs_now
from tests.helpers.redis_contents import texts_of
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]


def are_finished(jobs: list[Job]) -> bool:
    return all(job.is_finished for job in jobs)


def enqueue_in(redis: "Redis", names: str, each: int) -> None:
    """Put jobs a-0, a-1 … on the queue a, and so on."""
    for name in names:
        for number in range(each):
            Queue(name, connection=redis).enqueue(pool_jobs.count_run, job_id=f"{name}-{number}")


def order(redis: "Redis") -> list[str]:
    return texts_of(redis, "order")


def test_queues_are_emptied_in_the_order_in_which_they_are_named(
    start_worker: StartWorker, redis: "Redis"
) -> None:
    enqueue_in(redis, "lhm", 3)
    assert start_worker("--burst", "h", "m", "l", slots=1).wait() == 0
    assert order(redis) == [f"{name}-{number}" for name in "hml" for number in range(3)]


def test_several_slots_take_from_the_first_queue_first(start_worker: StartWorker, redis: "Redis") -> None:
    for name, count in (("a", 1), ("b", 3)):
        for number in range(count):
            Queue(name, connection=redis).enqueue(pool_jobs.wait_at, "gate", job_id=f"{name}-{number}")
    start_worker("a", "b", slots=2)
    wait_until(lambda: redis.hlen("inside") == 2, saying="two run")
    assert set(redis.hkeys("inside")) == {b"a-0", b"b-0"}


def test_a_job_of_the_first_queue_overtakes_those_that_wait_in_the_second(
    start_worker: StartWorker, redis: "Redis"
) -> None:
    low, high = Queue("low", connection=redis), Queue("high", connection=redis)
    running = low.enqueue(pool_jobs.wait_at, "gate")
    waiting = [low.enqueue(pool_jobs.count_run, job_id=f"low-{number}") for number in range(3)]
    start_worker("high", "low", slots=1)
    runs_now(running)
    high.enqueue(pool_jobs.count_run, job_id="high-0")
    redis.set("gate", "open")
    ended(waiting[-1])
    assert order(redis) == ["high-0", "low-0", "low-1", "low-2"]


def test_a_job_put_at_the_front_is_next(start_worker: StartWorker, queue: Queue, redis: "Redis") -> None:
    running = queue.enqueue(pool_jobs.wait_at, "gate")
    start_worker("default", slots=1)
    runs_now(running)
    last = queue.enqueue(pool_jobs.count_run, job_id="last")
    queue.enqueue(pool_jobs.count_run, job_id="first", at_front=True)
    redis.set("gate", "open")
    ended(last)
    assert order(redis) == ["first", "last"]


def test_round_robin_takes_one_job_of_each_queue_in_turn(start_worker: StartWorker, redis: "Redis") -> None:
    enqueue_in(redis, "abc", 3)
    assert start_worker("--burst", "--dequeue-strategy", "round_robin", "a", "b", "c", slots=1).wait() == 0
    assert order(redis) == [f"{name}-{number}" for number in range(3) for name in "abc"]


def test_round_robin_fills_several_slots_from_several_queues(
    start_worker: StartWorker, redis: "Redis"
) -> None:
    for name in ("a", "b"):
        for number in range(2):
            Queue(name, connection=redis).enqueue(pool_jobs.wait_at, "gate", job_id=f"{name}-{number}")
    start_worker("--dequeue-strategy", "round_robin", "a", "b", slots=2)
    wait_until(lambda: set(redis.hkeys("inside")) == {b"a-0", b"b-0"}, saying="one of each runs")


def test_random_takes_from_the_queues_in_no_order_and_leaves_none_behind(
    start_worker: StartWorker, redis: "Redis"
) -> None:
    enqueue_in(redis, "abc", 12)
    assert start_worker("--burst", "--dequeue-strategy", "random", "a", "b", "c", slots=1).wait() == 0
    seen = [job_id[0] for job_id in order(redis)]
    assert sorted(seen) == sorted("abc" * 12)
    assert seen != list("a" * 12 + "b" * 12 + "c" * 12)
    assert seen != list("abc" * 12)


def test_a_burst_of_jobs_is_shared_by_the_workers_that_wait_for_it(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    """Each has a slot for every job, so the first one could take them all, and sometimes may take most."""
    workers = [start_worker("default", slots=8).wait_until_idle() for _ in range(2)]
    shares: list[int] = []
    for number in range(10):
        data = Queue.prepare_data(pool_jobs.wait_at, [f"gate-{number}"])
        jobs = queue.enqueue_many([data] * 8)
        wait_until(lambda: len(inside()) == 8, saying="all run")
        runners = [job.get_executions()[0].worker_name for job in jobs]
        shares.append(min(runners.count(worker.name) for worker in workers))
        redis.set(f"gate-{number}", "open")
        wait_until(partial(are_finished, jobs), saying="all finish")
        for worker in workers:
            worker.wait_until_idle()
    assert sum(share > 0 for share in shares) >= 3, shares

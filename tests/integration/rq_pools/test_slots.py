"""How many jobs run at a time: never more than there are slots, and never fewer when there are jobs."""

from collections.abc import Callable
from functools import partial

import pytest
from redis import Redis
from rq import Queue

from tests.helpers import pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.pool_seen import ended, runs_now
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]

SELDOM = 3600.0  # a worker that polls so seldom hears of jobs otherwise, or never


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

    def are_full(left: int) -> bool:
        return len(inside()) == min(3, left)

    for number, job in enumerate(jobs):
        wait_until(partial(are_full, 9 - number), saying="the slots are full")
        assert len(queue) == max(0, 6 - number)
        assert len(queue.started_job_registry.get_job_ids(cleanup=False)) == min(3, 9 - number)
        redis.set(f"gate-{number}", "open")
        ended(job)
    assert max(int(crowd) for crowd in redis.lrange("crowd", 0, -1)) == 3


def test_a_free_slot_is_filled_while_the_others_go_on(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    long = queue.enqueue(pool_jobs.wait_at, "gate")
    start_worker("default", slots=2, poll_secs=SELDOM)
    runs_now(long)
    for number in range(20):
        assert ended(queue.enqueue(pool_jobs.give, number)).return_value() == number
    assert set(inside()) == {long.id}


def test_an_idle_worker_runs_a_job_of_any_of_its_queues_without_waiting_for_its_next_look(
    start_worker: StartWorker, redis: "Redis"
) -> None:
    start_worker("urgent", "default", slots=2, poll_secs=SELDOM).wait_until_idle()
    for number in range(10):
        name = ("default", "urgent")[number % 2]
        ended(Queue(name, connection=redis).enqueue(pool_jobs.give, number))


def test_jobs_that_come_while_all_slots_are_busy_run_as_soon_as_one_is_free(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    first = queue.enqueue(pool_jobs.wait_at, "gate")
    start_worker("default", slots=1, poll_secs=SELDOM)
    runs_now(first)
    later = [queue.enqueue(pool_jobs.give, number) for number in range(5)]
    redis.set("gate", "open")
    assert [ended(job).return_value() for job in later] == list(range(5))


def test_as_many_slots_run_as_the_environment_says(
    start_worker: StartWorker, queue: Queue, inside: Inside
) -> None:
    for _ in range(12):
        queue.enqueue(pool_jobs.wait_at, "gate")
    start_worker("default", as_by_default=True, slots=8)
    wait_until(lambda: len(inside()) == 8, saying="8 jobs run")
    assert len(queue) == 4


@pytest.mark.parametrize("pool", ["threads"], indirect=True)
def test_settings_out_of_range_are_refused_naming_the_variable(start_worker: StartWorker) -> None:
    worker = start_worker("default", slots=0)
    assert worker.wait() == 1
    assert "RQ_POOL_SLOTS" in worker.log.read_text()

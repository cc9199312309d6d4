"""Retries and repeats: how often, when, and where on the queue."""

from collections.abc import Callable
from datetime import timedelta

from redis import Redis
from rq import Queue, Repeat, Retry

from tests.helpers import pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.pool_seen import ended, error_of, result_of, runs_now, runs_of
from tests.helpers.redis_contents import texts_of
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]

WORKER_FLAGS = ["--with-scheduler"]


def order(redis: "Redis") -> list[str]:
    return texts_of(redis, "order")


def test_a_job_is_retried_as_often_as_asked(served: Queue) -> None:
    lucky = served.enqueue(pool_jobs.fail_first, 2, retry=Retry(max=2))
    unlucky = served.enqueue(pool_jobs.fail_first, 3, retry=Retry(max=2))
    assert ended(lucky).return_value() == "at last"
    error_of(unlucky)
    assert (runs_of(lucky), runs_of(unlucky)) == (3, 3)
    assert (lucky.retries_left, unlucky.retries_left) == (0, 0)


def test_a_retry_waits_for_its_interval(served: Queue) -> None:
    job = served.enqueue(pool_jobs.fail_first, 2, retry=Retry(max=2, interval=[1, 2]))
    wait_until(lambda: job in served.scheduled_job_registry, saying="it is scheduled")
    assert ended(job).return_value() == "at last"
    assert runs_of(job) == 3


def test_a_job_that_returns_retry_runs_again_as_often_as_it_says(served: Queue) -> None:
    lucky = served.enqueue(pool_jobs.ask_for_retry, 2, 2)
    unlucky = served.enqueue(pool_jobs.ask_for_retry, 9, 2)
    assert ended(lucky).return_value() == "again"
    ended(unlucky, "failed")
    assert result_of(unlucky).type.name == "MAX_RETRIES_EXCEEDED"
    assert (runs_of(lucky), runs_of(unlucky)) == (3, 3)


def test_a_job_is_repeated_as_often_as_asked(served: Queue) -> None:
    job = served.enqueue(pool_jobs.count_run, repeat=Repeat(times=3))
    wait_until(lambda: runs_of(job) == 4, saying="it has run four times")
    ended(job)
    assert len(job.results()) == 4


def test_a_repetition_waits_for_its_interval(served: Queue) -> None:
    job = served.enqueue(pool_jobs.count_run, repeat=Repeat(times=1, interval=2))
    wait_until(lambda: job in served.scheduled_job_registry, saying="it is scheduled")
    assert runs_of(job) == 1
    wait_until(lambda: runs_of(job) == 2, saying="it has run again")


def test_jobs_scheduled_for_later_run_then(served: Queue) -> None:
    job = served.enqueue_in(timedelta(seconds=1), pool_jobs.count_run)
    assert job.get_status() == "scheduled"
    ended(job)
    assert runs_of(job) == 1


def test_a_retry_goes_to_the_end_of_the_queue(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    queue.enqueue(pool_jobs.fail_first, 1, job_id="again", retry=Retry(max=1))
    queue.enqueue(pool_jobs.count_run, job_id="other")
    assert start_worker("--burst", "default", slots=1).wait() == 0
    assert order(redis) == ["again", "other", "again"]


def test_a_retry_goes_to_the_front_when_that_is_asked(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    queue.enqueue(pool_jobs.fail_first, 1, job_id="again", retry=Retry(max=1, enqueue_at_front=True))
    queue.enqueue(pool_jobs.count_run, job_id="other")
    assert start_worker("--burst", "default", slots=1).wait() == 0
    assert order(redis) == ["again", "again", "other"]


def test_a_stopped_job_is_not_retried(served: Queue) -> None:
    job = ended(served.enqueue(pool_jobs.stop_itself, retry=Retry(max=3)), "stopped")
    after = runs_now(served.enqueue(pool_jobs.wait_at, "after"))
    served.connection.set("after", "open")
    ended(after)
    assert job.get_status() == "stopped"
    assert job.retries_left == 3

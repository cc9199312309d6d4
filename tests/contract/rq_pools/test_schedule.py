"""Scheduled jobs: put on their queues when due, once, whoever else looks at the schedule."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ResponseError
from rq import Queue, RateLimit
from rq.job import Job
from rq.scheduler import RQScheduler

from rq_pools import ThreadPoolWorker
from rq_pools.leases import Leases
from rq_pools.schedule import AT_ONCE, Schedule
from tests.helpers import pool_jobs

PAST = datetime.now(UTC) - timedelta(seconds=5)


@pytest.fixture
def queue(redis: "Redis") -> Queue:
    """An empty queue."""
    return Queue(connection=redis)


@pytest.fixture
def schedule(redis: "Redis", queue: Queue) -> Schedule:
    """The schedule of a worker of that queue."""
    worker = ThreadPoolWorker([queue], connection=redis, slots=1)
    return Schedule(worker, Leases(redis, worker.name))


def schedule_at(queue: Queue, at: datetime, job_id: str, **options: Any) -> Job:
    job: Job = queue.enqueue_at(at, pool_jobs.give, 1, job_id=job_id, **options)
    return job


def test_what_is_due_is_queued_and_the_rest_stays(queue: Queue, schedule: Schedule) -> None:
    due = schedule_at(queue, PAST, "due")
    schedule_at(queue, PAST, "first", at_front=True)
    later = schedule_at(queue, datetime.now(UTC) + timedelta(hours=1), "later")
    schedule.release_due()
    assert queue.get_job_ids() == ["first", "due"]
    assert queue.scheduled_job_registry.get_job_ids() == ["later"]
    assert (due.get_status(), later.get_status()) == ("queued", "scheduled")
    assert due.enqueued_at is None
    due.refresh()
    assert due.enqueued_at is not None


def test_a_queue_that_a_scheduler_of_rq_has_locked_is_left_to_it(
    redis: "Redis", queue: Queue, schedule: Schedule
) -> None:
    schedule_at(queue, PAST, "due")
    scheduler = RQScheduler([queue], connection=redis)
    scheduler.acquire_locks()
    schedule.release_due()
    assert queue.get_job_ids() == []
    scheduler.release_locks()
    schedule.release_due()
    assert queue.get_job_ids() == ["due"]


@pytest.mark.parametrize("is_locked", [True, False])
def test_what_changes_between_look_and_transaction_is_not_queued(
    redis: "Redis", queue: Queue, schedule: Schedule, monkeypatch: pytest.MonkeyPatch, *, is_locked: bool
) -> None:
    job = schedule_at(queue, PAST, "due")
    fetch_many = Job.fetch_many

    def interfere(*args: Any, **kwargs: Any) -> Any:
        found = fetch_many(*args, **kwargs)
        if is_locked:
            RQScheduler([queue], connection=redis).acquire_locks()
        else:
            job.cancel()
        return found

    monkeypatch.setattr(Job, "fetch_many", interfere)
    schedule.release_due()
    assert queue.get_job_ids() == []
    assert job.get_status() == ("scheduled" if is_locked else "canceled")


def test_a_job_that_was_cancelled_before_the_transaction_is_not_queued(
    queue: Queue, schedule: Schedule
) -> None:
    schedule_at(queue, PAST, "due").cancel()
    schedule._enqueue(queue, ["due"])
    assert queue.get_job_ids() == []


def test_a_rate_limited_job_waits_for_its_turn(queue: Queue, schedule: Schedule) -> None:
    for name in "ab":
        schedule_at(queue, PAST, name, rate_limit=RateLimit(key="one", concurrency=1))
    schedule.release_due()
    assert len(queue.get_job_ids()) == 1
    assert queue.scheduled_job_registry.get_job_ids() == []


def test_garbage_holds_up_nobody(redis: "Redis", queue: Queue, schedule: Schedule) -> None:
    schedule_at(queue, PAST, "due")
    redis.rpush("rq:job:a-list", "x")
    redis.hset("rq:job:no-date", "created_at", "yesterday")
    redis.zadd(queue.scheduled_job_registry.key, {"a-list": 1, "no-date": 1, "gone": 1})
    schedule.release_due()
    assert queue.get_job_ids() == ["due"]
    assert queue.scheduled_job_registry.get_job_ids() == []


def test_a_registry_of_another_type_is_left_alone(redis: "Redis", queue: Queue, schedule: Schedule) -> None:
    redis.set(queue.scheduled_job_registry.key, "garbage")
    assert not schedule.release_due()
    with pytest.raises(ResponseError):
        redis.zcard(queue.scheduled_job_registry.key)


def test_many_are_released_in_several_looks(queue: Queue, schedule: Schedule) -> None:
    with queue.connection.pipeline() as pipeline:
        for number in range(AT_ONCE + 1):
            schedule_at(queue, PAST, f"job-{number}", pipeline=pipeline)
        pipeline.execute()
    assert schedule.release_due()
    assert not schedule.release_due()
    assert len(queue.get_job_ids()) == AT_ONCE + 1


def test_what_is_due_is_told_by_the_clock_of_redis(
    queue: Queue, schedule: Schedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule_at(queue, datetime.now(UTC) + timedelta(hours=1), "later")
    monkeypatch.setattr("rq.registry.current_timestamp", lambda: 9_000_000_000)
    schedule.release_due()
    assert queue.get_job_ids() == []

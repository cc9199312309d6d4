"""Jobs that cannot be run, or whose ends cannot be written: they fail, and those beside them run."""

from typing import Any

import pytest
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from tests.helpers import pool_jobs
from tests.helpers.pool_seen import assert_nothing_is_held, ended, error_of, runs_of
from tests.helpers.waiting import wait_until

WORKER_FLAGS = ["--serializer", "rq.serializers.JSONSerializer"]


@pytest.fixture
def queue(served: Queue) -> Queue:
    """The worker's queue, with its serializer."""
    return Queue(served.name, connection=served.connection, serializer=JSONSerializer)


def test_a_result_that_cannot_be_written_is_said_to_be_so(queue: Queue) -> None:
    job = ended(queue.enqueue(pool_jobs.give_a_set))
    assert job.return_value() == "Unserializable return value"


def test_an_id_without_a_job_is_dropped(queue: Queue) -> None:
    queue.push_job_id("nobody")
    queue.connection.rpush(queue.key, b"\xff\xfe")
    assert ended(queue.enqueue(pool_jobs.give, 1)).return_value() == 1
    assert queue.get_job_ids() == []


@pytest.mark.parametrize(
    "junk", [{"junk": "junk"}, {"data": "x", "timeout": "soon"}, {"data": "", "created_at": "?"}]
)
def test_a_hash_that_is_no_job_is_marked_as_failed_and_dropped(queue: Queue, junk: dict[Any, Any]) -> None:
    redis = queue.connection
    redis.hset("rq:job:junk", mapping=junk | {"status": "queued"})
    queue.push_job_id("junk")
    ended(queue.enqueue(pool_jobs.give, 1))
    wait_until(lambda: redis.hget("rq:job:junk", "status") == b"failed", saying="it is marked")
    assert queue.get_job_ids() == []
    assert_nothing_is_held(queue, redis)


def test_a_job_whose_data_cannot_be_read_fails(queue: Queue) -> None:
    unreadable = Job.create("builtins.print", connection=queue.connection, serializer=queue.serializer)
    unreadable.origin, unreadable.timeout = queue.name, 5
    unreadable.save()
    queue.connection.hset(unreadable.key, mapping={"data": b"\x00junk", "status": "queued"})
    queue.push_job_id(unreadable.id)
    after = queue.enqueue(pool_jobs.give, 1)
    assert "DeserializationError" in error_of(unreadable)
    ended(after)


def test_a_job_written_with_another_serializer_fails(queue: Queue, served: Queue) -> None:
    job = served.enqueue(pool_jobs.give, 1)
    error_of(job)
    ended(queue.enqueue(pool_jobs.give, 1))


def test_a_job_whose_function_does_not_exist_fails(queue: Queue) -> None:
    assert "no_such_function" in error_of(queue.enqueue("tests.helpers.pool_jobs.no_such_function"))


def test_a_job_found_on_another_queue_than_its_own_runs_once(queue: Queue) -> None:
    other = Queue("nobody-serves-this", connection=queue.connection, serializer=JSONSerializer)
    job = other.enqueue(pool_jobs.count_run)
    queue.push_job_id(job.id)
    ended(job)
    assert runs_of(job) == 1
    assert_nothing_is_held(queue, queue.connection)


def test_a_job_that_is_on_the_queue_twice_ends_twice_in_order(queue: Queue) -> None:
    job = queue.enqueue(pool_jobs.count_run)
    queue.push_job_id(job.id)
    wait_until(lambda: runs_of(job) >= 1, saying="it has run")
    ended(queue.enqueue(pool_jobs.give, 1))
    ended(job)
    assert_nothing_is_held(queue, queue.connection)

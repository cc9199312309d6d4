"""Taking jobs: at once in all places where RQ looks for them, and no more than there are slots for."""

import threading
from datetime import UTC

import pytest
from redis import Redis
from rq import Queue
from rq.executions import Execution
from rq.job import Job
from rq.suspension import suspend
from rq.worker import Worker

from rq_pools.leases import Leases
from tests.helpers import pool_jobs
from tests.helpers.pool_leases import TTL_SECS, haul, place, places_of, take, take_one, traces


def ids(leases: Leases, *queues: Queue, slots: int = 1) -> list[str]:
    return [taken.execution.job_id for taken in take(leases, *queues, slots=slots)]


def register_workers(queue: Queue, count: int) -> None:
    queue.connection.sadd(f"rq:workers:{queue.name}", *(f"rq:worker:{number}" for number in range(count)))


def test_a_taken_job_is_known_as_an_execution_in_all_of_rqs_places(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    before = redis.hgetall("rq:job:a")
    [taken] = take(leases, queue)
    execution = taken.execution
    assert (taken.slot, taken.queue, execution.job_id, execution.worker_name) == (0, queue, "a", "ann")
    assert taken.record == before
    assert traces(redis, execution) == places_of("a", execution, "ann")
    assert queue.get_job_ids() == ["b", "c"]
    assert queue.intermediate_queue.get_job_ids() == []
    fetched = Execution.fetch(execution.id, "a", redis)
    assert (fetched.created_at, fetched.worker_name) == (execution.created_at, "ann")


def test_a_taken_job_has_started_and_nothing_else_about_it_has_changed(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    redis.expire("rq:job:a", 60)
    before = redis.hgetall("rq:job:a")
    execution = take_one(leases, queue)
    job = Job.fetch("a", connection=redis)
    assert (job.get_status(), job.worker_name) == ("started", "ann")
    assert job.started_at is not None
    assert job.started_at.astimezone(UTC) == execution.created_at
    after = redis.hgetall("rq:job:a")
    told = {b"status", b"started_at", b"last_heartbeat", b"worker_name"}
    assert {name: after[name] for name in before.keys() - told} == {
        name: before[name] for name in before.keys() - told
    }
    assert after.keys() == before.keys() | told
    assert redis.ttl("rq:job:a") == -1  # it does not expire while it runs
    assert redis.hget("rq:worker:ann", "state") == b"busy"


def test_an_execution_is_written_as_rq_writes_it_and_says_where_it_runs(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    ours = take_one(leases, queue)
    job = Job.fetch("b", connection=redis)
    with redis.pipeline() as pipeline:
        theirs = Execution.create(job, TTL_SECS, pipeline, worker_name="ann")
        pipeline.execute()
    own = {b"slot", b"pid", b"thread", b"taken_at"}
    assert set(redis.hgetall(ours.key)) == {*redis.hgetall(theirs.key), *own}
    assert redis.hmget(ours.key, "slot", "pid", "thread") == [b"0", b"4000", b"slot-0"]
    pairs = [(ours.key, theirs.key), ("rq:executions:a", "rq:executions:b")]
    assert all(abs(redis.ttl(one) - redis.ttl(another)) <= 1 for one, another in pairs)
    scores = [redis.zscore("rq:wip:default", execution.composite_key) for execution in (ours, theirs)]
    assert scores[0] == pytest.approx(scores[1], abs=1.5)
    assert len(Worker([queue], name="ann", connection=redis).get_current_executions()) == 2


def test_no_more_is_taken_than_there_are_free_slots_the_first_queue_first(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    urgent = Queue("urgent", connection=redis)
    urgent.enqueue(pool_jobs.give, 1, job_id="u")
    found = leases.take([urgent, queue], [place(4), place(7)], TTL_SECS)
    assert found is not None
    assert [(taken.slot, taken.queue.name, taken.execution.job_id) for taken in found.taken] == [
        (4, "urgent", "u"),
        (7, "default", "a"),
    ]
    assert found.more
    assert queue.get_job_ids() == ["b", "c"]


def test_taking_with_no_free_slot_takes_nothing(queue: Queue, leases: Leases) -> None:
    assert take(leases, queue, slots=0) == []
    assert len(queue) == 3


def test_nothing_is_taken_while_workers_are_suspended(redis: "Redis", queue: Queue, leases: Leases) -> None:
    suspend(redis)
    assert leases.take([queue], [place(0)], TTL_SECS) is None
    assert len(queue) == 3


def test_an_id_without_a_job_is_dropped_and_costs_no_slot(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    redis.lpush(queue.key, "nobody", b"\xff")
    assert ids(leases, queue) == ["a"]
    assert queue.get_job_ids() == ["b", "c"]


def test_taking_the_last_jobs_says_that_there_are_no_more(queue: Queue, leases: Leases) -> None:
    found = haul(leases, queue, slots=4)
    assert len(found.taken) == 3
    assert not found.more


@pytest.mark.parametrize(("waiting", "workers", "share"), [(10, 4, 3), (10, 10, 1), (2, 8, 1), (10, 1, 10)])
def test_a_worker_takes_its_fair_share_of_a_queue_at_a_time(
    redis: "Redis", leases: Leases, waiting: int, workers: int, share: int
) -> None:
    queue = Queue("shared", connection=redis)
    for _ in range(waiting):
        queue.enqueue(pool_jobs.give, 1)
    register_workers(queue, workers)
    found = haul(leases, queue, slots=waiting)
    assert len(found.taken) == share
    assert found.more or share == waiting


def test_a_share_of_the_first_queue_comes_before_all_of_the_second(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    second = Queue("second", connection=redis)
    second.enqueue(pool_jobs.give, 1, job_id="z")
    register_workers(queue, 3)
    found = haul(leases, queue, second, slots=3)
    assert [taken.execution.job_id for taken in found.taken] == ["a"]
    assert found.more
    assert ids(leases, queue, second, slots=3) == ["b"]
    assert ids(leases, queue, second, slots=3) == ["c", "z"]


def test_two_workers_that_take_at_once_never_take_the_same_job(
    redis: "Redis", leases: Leases, other: Leases
) -> None:
    queue = Queue("many", connection=redis)
    queue.enqueue_many([Queue.prepare_data("builtins.print", job_id=str(number)) for number in range(200)])
    taken: list[str] = []

    def empty(leases: Leases) -> None:
        while found := ids(leases, queue, slots=3):
            taken.extend(found)

    threads = [threading.Thread(target=empty, args=(each,)) for each in (leases, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken, key=int) == [str(number) for number in range(200)]


def test_a_job_whose_started_registry_is_garbage_stays_in_its_queue(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    redis.set("rq:wip:default", "junk")
    assert ids(leases, queue) == []
    assert queue.get_job_ids() == ["a", "b", "c"]
    redis.delete("rq:wip:default")
    assert ids(leases, queue) == ["a"]


def test_a_job_whose_list_of_executions_is_garbage_is_taken_all_the_same(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    redis.set("rq:executions:a", "junk")
    [taken] = take(leases, queue)
    assert traces(redis, taken.execution) == places_of("a", taken.execution, "ann")

"""Every arrow of the drawing in `rq_pools.custody`, on a real server."""

import threading
from typing import Any

import pytest
from redis import Redis
from rq import Queue
from rq.executions import Execution
from rq.job import Job
from rq.suspension import suspend
from rq.worker import Worker

from rq_pools.custody import Custody, HandBack

TTL_SECS = 90


def take(custody: Custody, *queues: Queue, slots: int = 1) -> list[tuple[int, Queue, Execution]]:
    taken = custody.take(queues, range(slots), TTL_SECS)
    assert taken is not None
    return taken


def take_one(custody: Custody, queue: Queue) -> Execution:
    [(_, _, execution)] = take(custody, queue)
    return execution


def start(custody: Custody, queue: Queue) -> Execution:
    """Take a job, and do what RQ does when its function starts."""
    execution = take_one(custody, queue)
    queue.connection.hset(f"rq:job:{execution.job_id}", "status", "started")
    queue.connection.lrem(queue.intermediate_queue_key, 1, execution.job_id)
    return execution


def traces(redis: "Redis", execution: Execution) -> list[str]:
    """Where Redis knows the execution."""
    places: list[str] = []
    for key in redis.scan_iter():
        kind: Any = redis.type(key)
        members: Any = {
            b"zset": lambda: redis.zrange(key, 0, -1),  # noqa: B023
            b"set": lambda: redis.smembers(key),  # noqa: B023
        }.get(kind, list)()
        if execution.id.encode() in key or any(execution.id.encode() in member for member in members):
            places.append(key.decode())
    return sorted(places)


def places_of(job_id: str, execution: Execution, worker: str) -> list[str]:
    return sorted(
        [
            f"rq:execution:{job_id}:{execution.id}",
            f"rq:executions:{job_id}",
            f"rq:worker:{worker}:executions",
            "rq:wip:default",
        ]
    )


# --- take


def test_a_taken_job_is_known_as_an_execution_in_all_of_rqs_places(
    redis: "Redis", queue: Queue, custody: Custody
) -> None:
    [(slot, found, execution)] = take(custody, queue)
    assert (slot, found, execution.job_id, execution.worker_name) == (0, queue, "a", "ann")
    assert traces(redis, execution) == places_of("a", execution, "ann")
    assert queue.get_job_ids() == ["b", "c"]
    assert queue.intermediate_queue.get_job_ids() == ["a"]
    fetched = Execution.fetch(execution.id, "a", redis)
    assert (fetched.created_at, fetched.worker_name) == (execution.created_at, "ann")


def test_an_execution_is_written_just_as_rq_writes_it(redis: "Redis", queue: Queue, custody: Custody) -> None:
    ours = take_one(custody, queue)
    job = Job.fetch("b", connection=redis)
    with redis.pipeline() as pipeline:
        theirs = Execution.create(job, TTL_SECS, pipeline, worker_name="ann")
        pipeline.execute()
    assert set(redis.hgetall(ours.key)) == {*redis.hgetall(theirs.key), b"slot"}
    pairs = [(ours.key, theirs.key), ("rq:executions:a", "rq:executions:b")]
    assert all(abs(redis.ttl(one) - redis.ttl(another)) <= 1 for one, another in pairs)
    scores = [redis.zscore("rq:wip:default", execution.composite_key) for execution in (ours, theirs)]
    assert scores[0] == pytest.approx(scores[1], abs=1.5)
    assert len(Worker([queue], name="ann", connection=redis).get_current_executions()) == 2


def test_no_more_is_taken_than_there_are_free_slots_the_first_queue_first(
    redis: "Redis", queue: Queue, custody: Custody
) -> None:
    urgent = Queue("urgent", connection=redis)
    urgent.enqueue("builtins.print", job_id="u")
    taken = custody.take([urgent, queue], [4, 7], TTL_SECS)
    assert taken is not None
    assert [(slot, found.name, execution.job_id) for slot, found, execution in taken] == [
        (4, "urgent", "u"),
        (7, "default", "a"),
    ]
    assert queue.get_job_ids() == ["b", "c"]


def test_taking_with_no_free_slot_takes_nothing(queue: Queue, custody: Custody) -> None:
    assert custody.take([queue], [], TTL_SECS) == []
    assert len(queue) == 3


def test_nothing_is_taken_while_workers_are_suspended(redis: "Redis", queue: Queue, custody: Custody) -> None:
    suspend(redis)
    assert custody.take([queue], [0], TTL_SECS) is None
    assert len(queue) == 3


def test_an_id_without_a_job_is_dropped_and_costs_no_slot(
    redis: "Redis", queue: Queue, custody: Custody
) -> None:
    redis.lpush(queue.key, "nobody", b"\xff")
    assert take_one(custody, queue).job_id == "a"
    assert queue.intermediate_queue.get_job_ids() == ["a"]


def test_two_workers_that_take_at_once_never_take_the_same_job(
    redis: "Redis", custody: Custody, other: Custody
) -> None:
    queue = Queue("many", connection=redis)
    queue.enqueue_many([Queue.prepare_data("builtins.print", job_id=str(number)) for number in range(200)])
    taken: list[str] = []

    def empty(custody: Custody) -> None:
        while found := take(custody, queue, slots=3):
            taken.extend(execution.job_id for _, _, execution in found)

    threads = [threading.Thread(target=empty, args=(each,)) for each in (custody, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken, key=int) == [str(number) for number in range(200)]


# --- renew, holds, drop


def test_renewing_keeps_an_execution_alive_in_all_places(
    redis: "Redis", queue: Queue, custody: Custody
) -> None:
    execution = take_one(custody, queue)
    before = redis.zscore("rq:wip:default", execution.composite_key)
    assert before is not None
    redis.delete("rq:worker:ann:executions", execution.key)  # as if it had expired
    with redis.pipeline() as pipeline:
        custody.renew(queue, execution, 0, TTL_SECS + 100, pipeline)
        assert pipeline.execute() == [1]
    assert traces(redis, execution) == places_of("a", execution, "ann")
    after = redis.zscore("rq:wip:default", execution.composite_key)
    assert after is not None
    assert after >= before + 100
    assert redis.ttl(execution.key) > TTL_SECS
    assert Execution.fetch(execution.id, "a", redis).created_at == execution.created_at


def test_renewing_what_was_taken_over_brings_nothing_back(
    redis: "Redis", queue: Queue, custody: Custody
) -> None:
    execution = start(custody, queue)
    custody.hand_back(queue, execution)
    with redis.pipeline() as pipeline:
        custody.renew(queue, execution, 0, TTL_SECS, pipeline)
        assert pipeline.execute() == [0]
    assert traces(redis, execution) == []


def test_an_execution_is_held_until_it_ends(queue: Queue, custody: Custody) -> None:
    execution = start(custody, queue)
    assert custody.holds(queue, execution)
    custody.drop(queue, execution)
    assert not custody.holds(queue, execution)


def test_dropping_forgets_the_execution_and_leaves_the_job(
    redis: "Redis", queue: Queue, custody: Custody
) -> None:
    execution = take_one(custody, queue)
    before = redis.hgetall("rq:job:a")
    for _ in range(2):
        custody.drop(queue, execution)
    assert traces(redis, execution) == []
    assert queue.intermediate_queue.get_job_ids() == []
    assert queue.get_job_ids() == ["b", "c"]
    assert redis.hgetall("rq:job:a") == before


# --- hand back, recover


@pytest.mark.parametrize("get", [take_one, start])
def test_a_job_handed_back_is_at_the_front_of_its_queue_and_nowhere_else(
    redis: "Redis", queue: Queue, custody: Custody, get: Any
) -> None:
    execution = get(custody, queue)
    assert custody.hand_back(queue, execution) is HandBack.DONE
    assert queue.get_job_ids() == ["a", "b", "c"]
    assert queue.intermediate_queue.get_job_ids() == []
    assert traces(redis, execution) == []
    job = Job.fetch("a", connection=redis)
    assert (job.get_status(), job.worker_name, job.started_at) == ("queued", None, None)
    assert redis.hget("rq:job:a", "takeovers") is None


def test_handing_back_twice_does_it_once(queue: Queue, custody: Custody) -> None:
    execution = start(custody, queue)
    assert custody.hand_back(queue, execution) is HandBack.DONE
    assert custody.hand_back(queue, execution) is HandBack.NOTHING_TO_DO
    assert queue.get_job_ids() == ["a", "b", "c"]


@pytest.mark.parametrize("status", ["finished", "failed", "stopped", "canceled"])
def test_a_job_that_has_ended_is_not_handed_back(
    redis: "Redis", queue: Queue, custody: Custody, status: str
) -> None:
    execution = start(custody, queue)
    redis.hset("rq:job:a", "status", status)
    assert custody.hand_back(queue, execution) is HandBack.NOTHING_TO_DO
    assert queue.get_job_ids() == ["b", "c"]
    assert traces(redis, execution) == []
    assert redis.hget("rq:job:a", "status") == status.encode()


def test_a_job_that_was_deleted_is_not_made_up_again(redis: "Redis", queue: Queue, custody: Custody) -> None:
    execution = start(custody, queue)
    redis.delete("rq:job:a")
    outcome = custody.recover(queue, execution, max_takeovers=5, only_if_gone=False)
    assert outcome is HandBack.NOTHING_TO_DO
    assert not redis.exists("rq:job:a")
    assert queue.get_job_ids() == ["b", "c"]


def test_a_job_is_not_taken_over_from_a_worker_that_lives(
    queue: Queue, custody: Custody, other: Custody
) -> None:
    execution = start(custody, queue)
    outcome = other.recover(queue, execution, max_takeovers=5, only_if_gone=True)
    assert outcome is HandBack.NOTHING_TO_DO
    assert custody.holds(queue, execution)


@pytest.mark.parametrize("death", ["its lease is over", "it said goodbye"])
def test_a_job_is_taken_over_from_a_worker_that_is_gone(
    redis: "Redis", queue: Queue, custody: Custody, other: Custody, death: str
) -> None:
    execution = start(custody, queue)
    if death == "its lease is over":
        redis.delete("rq:worker:ann")
    else:
        redis.hset("rq:worker:ann", "death", "now")
    assert other.recover(queue, execution, max_takeovers=5, only_if_gone=True) is HandBack.DONE
    assert queue.get_job_ids() == ["a", "b", "c"]
    assert redis.hget("rq:job:a", "takeovers") == b"1"


def test_of_many_who_take_over_at_once_exactly_one_succeeds(
    redis: "Redis", queue: Queue, custody: Custody
) -> None:
    redis.delete("rq:worker:ann")
    for _ in range(20):
        execution = start(custody, queue)
        outcomes: list[HandBack] = []
        together = threading.Barrier(4)

        def recover(name: str, execution: Execution = execution, *, together: Any = together) -> None:
            custody = Custody(redis, name)
            held = Execution(execution.id, execution.job_id, redis, execution.worker_name)
            together.wait()
            outcomes.append(custody.recover(queue, held, max_takeovers=99, only_if_gone=True))  # noqa: B023

        threads = [threading.Thread(target=recover, args=(f"w{number}",)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == [HandBack.NOTHING_TO_DO] * 3 + [HandBack.DONE]
    assert queue.get_job_ids() == ["a", "b", "c"]


def test_a_job_lost_too_often_is_held_by_who_finds_it_and_by_nobody_else(
    redis: "Redis", queue: Queue, custody: Custody, other: Custody
) -> None:
    for _ in range(2):
        lost = start(custody, queue)
        assert custody.recover(queue, lost, max_takeovers=2, only_if_gone=False) is HandBack.DONE
    execution = start(custody, queue)
    redis.delete("rq:worker:ann")
    same = Execution(execution.id, "a", redis, "ann")
    assert other.recover(queue, execution, max_takeovers=2, only_if_gone=True) is HandBack.TOO_OFTEN
    assert traces(redis, execution) == places_of("a", execution, "bob")
    third = Custody(redis, "cid")
    assert third.recover(queue, same, max_takeovers=2, only_if_gone=True) is HandBack.NOTHING_TO_DO
    with redis.pipeline() as pipeline:
        custody.renew(queue, same, 0, TTL_SECS, pipeline)
        assert pipeline.execute() == [0]


def test_a_job_of_a_worker_that_died_before_it_failed_it_is_found_again(
    redis: "Redis", queue: Queue, custody: Custody, other: Custody
) -> None:
    execution = start(custody, queue)
    redis.delete("rq:worker:ann", "rq:worker:bob")
    assert other.recover(queue, execution, max_takeovers=0, only_if_gone=True) is HandBack.TOO_OFTEN
    third = Custody(redis, "cid")
    assert third.recover(queue, execution, max_takeovers=0, only_if_gone=True) is HandBack.TOO_OFTEN
    assert traces(redis, execution) == places_of("a", execution, "cid")


# --- untake


def test_a_job_that_is_only_in_the_intermediate_list_is_put_back_once(
    redis: "Redis", queue: Queue, custody: Custody
) -> None:
    redis.lmove(queue.key, queue.intermediate_queue_key)
    assert custody.untake(queue, "a")
    assert not custody.untake(queue, "a")
    assert queue.get_job_ids() == ["a", "b", "c"]

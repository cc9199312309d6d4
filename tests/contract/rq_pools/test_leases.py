"""Every arrow of the drawing in `rq_pools.leases`, on a real server: renewing, dropping, handing back."""

import threading
from typing import Any

import pytest
from redis import Redis
from rq import Queue
from rq.executions import Execution
from rq.job import Job

from rq_pools.leases import HandBack, Leases
from tests.helpers.pool_leases import TTL_SECS, place, places_of, take_one, traces

# --- renew, holds, drop


def renewed(leases: Leases, queue: Queue, execution: Execution, ttl_secs: int = TTL_SECS) -> list[Any]:
    with queue.connection.pipeline() as pipeline:
        leases.renew(queue, execution, place(0), ttl_secs, pipeline)
        return pipeline.execute()


def test_renewing_keeps_an_execution_alive_in_all_places(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    execution = take_one(leases, queue)
    before = redis.zscore("rq:wip:default", execution.composite_key)
    assert before is not None
    record = redis.hgetall(execution.key)
    redis.delete("rq:worker:ann:executions", execution.key)  # as if it had expired
    assert renewed(leases, queue, execution, TTL_SECS + 100) == [1]
    assert traces(redis, execution) == places_of("a", execution, "ann")
    after = redis.zscore("rq:wip:default", execution.composite_key)
    assert after is not None
    assert after >= before + 100
    assert redis.ttl(execution.key) > TTL_SECS
    assert Execution.fetch(execution.id, "a", redis).created_at == execution.created_at
    changed = {b"last_heartbeat", b"created_at", b"taken_at"}
    assert {name: value for name, value in redis.hgetall(execution.key).items() if name not in changed} == {
        name: value for name, value in record.items() if name not in changed
    }


def test_renewing_what_was_taken_over_brings_nothing_back(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    execution = take_one(leases, queue)
    leases.hand_back(queue, execution)
    assert renewed(leases, queue, execution) == [0]
    assert traces(redis, execution) == []


def test_an_execution_is_held_until_it_ends(queue: Queue, leases: Leases) -> None:
    execution = take_one(leases, queue)
    assert leases.holds(queue, execution)
    leases.drop(queue, execution)
    assert not leases.holds(queue, execution)


def test_dropping_forgets_the_execution_and_leaves_the_job(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    execution = take_one(leases, queue)
    before = redis.hgetall("rq:job:a")
    for _ in range(2):
        leases.drop(queue, execution)
    assert traces(redis, execution) == []
    assert queue.get_job_ids() == ["b", "c"]
    assert redis.hgetall("rq:job:a") == before


# --- hand back, recover


def test_a_job_handed_back_is_at_the_front_of_its_queue_and_nowhere_else(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    execution = take_one(leases, queue)
    assert leases.hand_back(queue, execution) is HandBack.DONE
    assert queue.get_job_ids() == ["a", "b", "c"]
    assert queue.intermediate_queue.get_job_ids() == []
    assert traces(redis, execution) == []
    job = Job.fetch("a", connection=redis)
    assert (job.get_status(), job.worker_name, job.started_at) == ("queued", None, None)
    assert redis.hget("rq:job:a", "takeovers") is None


def test_handing_back_twice_does_it_once(queue: Queue, leases: Leases) -> None:
    execution = take_one(leases, queue)
    assert leases.hand_back(queue, execution) is HandBack.DONE
    assert leases.hand_back(queue, execution) is HandBack.NOTHING_TO_DO
    assert queue.get_job_ids() == ["a", "b", "c"]


@pytest.mark.parametrize("status", ["finished", "failed", "stopped", "canceled", "queued", "deferred"])
def test_a_job_that_is_not_running_any_more_is_not_handed_back(
    redis: "Redis", queue: Queue, leases: Leases, status: str
) -> None:
    execution = take_one(leases, queue)
    redis.hset("rq:job:a", "status", status)
    assert leases.hand_back(queue, execution) is HandBack.NOTHING_TO_DO
    assert queue.get_job_ids() == ["b", "c"]
    assert traces(redis, execution) == []
    assert redis.hget("rq:job:a", "status") == status.encode()


@pytest.mark.parametrize("is_scheduled", [True, False])
def test_a_job_that_died_on_its_way_to_the_scheduled_ones_is_handed_back(
    redis: "Redis", queue: Queue, leases: Leases, *, is_scheduled: bool
) -> None:
    """RQ writes the status of a job that it retries later, and then the registry."""
    execution = take_one(leases, queue)
    redis.hset("rq:job:a", "status", "scheduled")
    if is_scheduled:
        redis.zadd(queue.scheduled_job_registry.key, {"a": 1})
    outcome = leases.recover(queue, execution, max_takeovers=5, only_if_gone=False)
    assert outcome is (HandBack.NOTHING_TO_DO if is_scheduled else HandBack.DONE)
    assert queue.get_job_ids() == ([] if is_scheduled else ["a"]) + ["b", "c"]
    assert traces(redis, execution) == []


def test_a_job_that_was_deleted_is_not_made_up_again(redis: "Redis", queue: Queue, leases: Leases) -> None:
    execution = take_one(leases, queue)
    redis.delete("rq:job:a")
    outcome = leases.recover(queue, execution, max_takeovers=5, only_if_gone=False)
    assert outcome is HandBack.NOTHING_TO_DO
    assert not redis.exists("rq:job:a")
    assert queue.get_job_ids() == ["b", "c"]


def test_a_job_is_not_taken_over_from_a_worker_that_lives(
    queue: Queue, leases: Leases, other: Leases
) -> None:
    execution = take_one(leases, queue)
    outcome = other.recover(queue, execution, max_takeovers=5, only_if_gone=True)
    assert outcome is HandBack.NOTHING_TO_DO
    assert leases.holds(queue, execution)


@pytest.mark.parametrize("death", ["its lease is over", "it said goodbye"])
def test_a_job_is_taken_over_from_a_worker_that_is_gone(
    redis: "Redis", queue: Queue, leases: Leases, other: Leases, death: str
) -> None:
    execution = take_one(leases, queue)
    if death == "its lease is over":
        redis.delete("rq:worker:ann")
    else:
        redis.hset("rq:worker:ann", "death", "now")
    assert other.recover(queue, execution, max_takeovers=5, only_if_gone=True) is HandBack.DONE
    assert queue.get_job_ids() == ["a", "b", "c"]
    assert redis.hget("rq:job:a", "takeovers") == b"1"


def test_of_many_who_take_over_at_once_exactly_one_succeeds(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    for _ in range(20):
        execution = take_one(leases, queue)
        redis.delete("rq:worker:ann")
        outcomes: list[HandBack] = []
        together = threading.Barrier(4)

        def recover(name: str, execution: Execution = execution, *, together: Any = together) -> None:
            leases = Leases(redis, name)
            held = Execution(execution.id, execution.job_id, redis, execution.worker_name)
            together.wait()
            outcomes.append(leases.recover(queue, held, max_takeovers=99, only_if_gone=True))  # noqa: B023

        threads = [threading.Thread(target=recover, args=(f"w{number}",)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == [HandBack.NOTHING_TO_DO] * 3 + [HandBack.DONE]
    assert queue.get_job_ids() == ["a", "b", "c"]


def test_a_job_lost_too_often_is_held_by_who_finds_it_and_by_nobody_else(
    redis: "Redis", queue: Queue, leases: Leases, other: Leases
) -> None:
    for _ in range(2):
        lost = take_one(leases, queue)
        assert leases.recover(queue, lost, max_takeovers=2, only_if_gone=False) is HandBack.DONE
    execution = take_one(leases, queue)
    redis.delete("rq:worker:ann")
    same = Execution(execution.id, "a", redis, "ann")
    assert other.recover(queue, execution, max_takeovers=2, only_if_gone=True) is HandBack.TOO_OFTEN
    assert traces(redis, execution) == places_of("a", execution, "bob")
    third = Leases(redis, "cid")
    assert third.recover(queue, same, max_takeovers=2, only_if_gone=True) is HandBack.NOTHING_TO_DO
    assert renewed(leases, queue, same) == [0]


def test_a_job_of_a_worker_that_died_before_it_failed_it_is_found_again(
    redis: "Redis", queue: Queue, leases: Leases, other: Leases
) -> None:
    execution = take_one(leases, queue)
    redis.delete("rq:worker:ann", "rq:worker:bob")
    assert other.recover(queue, execution, max_takeovers=0, only_if_gone=True) is HandBack.TOO_OFTEN
    third = Leases(redis, "cid")
    assert third.recover(queue, execution, max_takeovers=0, only_if_gone=True) is HandBack.TOO_OFTEN
    assert traces(redis, execution) == places_of("a", execution, "cid")


# --- untake


def test_a_job_that_is_only_in_the_intermediate_list_is_put_back_once(
    redis: "Redis", queue: Queue, leases: Leases
) -> None:
    redis.lmove(queue.key, queue.intermediate_queue_key)
    assert leases.untake(queue, "a")
    assert not leases.untake(queue, "a")
    assert queue.get_job_ids() == ["a", "b", "c"]

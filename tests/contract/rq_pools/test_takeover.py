"""Who is found to be dead, and when."""

from redis import Redis
from rq import Queue

from rq_pools.leases import HandBack, Leases
from rq_pools.takeover import Takeover
from tests.helpers.pool_leases import take, take_one
from tests.helpers.waiting import wait_until


def takeover(redis: "Redis", leases: Leases, *, grace_secs: float = 0.0) -> Takeover:
    return Takeover(redis, leases, "bob", grace_secs=grace_secs, max_takeovers=3)


def recovered(takeover: Takeover, queue: Queue, running: frozenset[str] = frozenset()) -> list[str]:
    found = list(takeover.run([queue], running))
    assert all(lost.outcome is HandBack.DONE for lost in found)
    return [lost.execution.job_id for lost in found]


def recovered_soon(takeover: Takeover, queue: Queue, running: frozenset[str] = frozenset()) -> list[str]:
    """What is found lost once whatever grace there is has passed."""
    return wait_until(lambda: recovered(takeover, queue, running), saying="something is recovered")


def test_jobs_of_the_dead_are_put_back_and_those_of_the_living_left(
    redis: "Redis", queue: Queue, leases: Leases, other: Leases
) -> None:
    take_one(Leases(redis, "dead"), queue)
    redis.delete("rq:worker:dead")
    take_one(leases, queue)
    assert recovered_soon(takeover(redis, other), queue) == ["a"]
    assert queue.get_job_ids() == ["a", "c"]
    assert redis.hget("rq:job:a", "takeovers") == b"1"


def test_own_executions_are_lost_when_they_do_not_run_here(
    redis: "Redis", queue: Queue, other: Leases
) -> None:
    lost, running = take(other, queue, slots=2)
    found = recovered_soon(takeover(redis, other), queue, frozenset({running.execution.id}))
    assert found == [lost.execution.job_id]
    assert queue.get_job_ids() == ["a", "c"]


def test_a_taking_that_the_worker_never_heard_of_is_no_takeover(
    redis: "Redis", queue: Queue, other: Leases
) -> None:
    of_its_life_time = takeover(redis, other)
    take_one(other, queue)
    assert recovered_soon(of_its_life_time, queue) == ["a"]
    assert redis.hget("rq:job:a", "takeovers") is None


def test_what_an_earlier_worker_of_the_same_name_held_is_taken_over(
    redis: "Redis", queue: Queue, other: Leases
) -> None:
    take_one(other, queue)
    assert recovered_soon(takeover(redis, other), queue) == ["a"]
    assert redis.hget("rq:job:a", "takeovers") == b"1"


def test_an_execution_whose_record_has_expired_is_lost(
    redis: "Redis", queue: Queue, leases: Leases, other: Leases
) -> None:
    redis.delete(take_one(leases, queue).key)
    assert recovered_soon(takeover(redis, other), queue) == ["a"]


def test_a_worker_that_took_a_job_after_its_record_had_expired_is_found_to_be_dead(
    redis: "Redis", queue: Queue, other: Leases
) -> None:
    """It had stood still for a lease, went on, took a job, and was killed before its next heartbeat."""
    take_one(Leases(redis, "dead"), queue)
    redis.hset("rq:worker:dead", "state", "busy")
    assert recovered_soon(takeover(redis, other), queue) == ["a"]


def test_what_is_no_execution_in_the_registry_is_thrown_away(
    redis: "Redis", queue: Queue, other: Leases
) -> None:
    redis.zadd("rq:wip:default", {b"junk": 1, b"a:b:c": 2, b"\xff:x": 3})
    take_one(Leases(redis, "dead"), queue)
    redis.delete("rq:worker:dead")
    assert "a" in recovered_soon(takeover(redis, other), queue)
    assert redis.zrank("rq:wip:default", b"junk") is redis.zrank("rq:wip:default", b"\xff:x") is None


def test_a_job_lost_too_often_is_this_workers_to_fail(redis: "Redis", queue: Queue, other: Leases) -> None:
    redis.hset("rq:job:a", "takeovers", 3)
    execution = take_one(Leases(redis, "dead"), queue)
    redis.delete("rq:worker:dead")
    looking = takeover(redis, other)
    [lost] = wait_until(lambda: list(looking.run([queue], frozenset())), saying="it is found")
    assert (lost.outcome, lost.execution.id) == (HandBack.TOO_OFTEN, execution.id)
    assert lost.execution.worker_name == "bob"
    assert queue.get_job_ids() == ["b", "c"]


def test_a_job_in_the_intermediate_list_alone_is_put_back_after_the_grace(
    redis: "Redis", queue: Queue, other: Leases
) -> None:
    redis.lmove(queue.key, queue.intermediate_queue_key)
    patient, hasty = takeover(redis, other, grace_secs=3600), takeover(redis, other)
    for _ in range(2):
        assert recovered(patient, queue) == []
    assert recovered_soon(hasty, queue) == ["a"]
    assert queue.get_job_ids() == ["a", "b", "c"]


def test_a_worker_that_is_known_again_a_moment_later_keeps_its_jobs(
    redis: "Redis", queue: Queue, other: Leases
) -> None:
    take_one(Leases(redis, "slow"), queue)
    redis.delete("rq:worker:slow")
    looking = takeover(redis, other)
    assert recovered(looking, queue) == []
    assert looking.is_unsure
    redis.hset("rq:worker:slow", "birth", "now")
    wait_until(lambda: not (recovered(looking, queue) or looking.is_unsure), saying="it is sure again")
    redis.delete("rq:worker:slow")
    assert recovered(looking, queue) == []
    assert recovered_soon(looking, queue) == ["a"]

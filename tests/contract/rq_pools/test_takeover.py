"""Who is found to be dead, and when."""

from redis import Redis
from rq import Queue

from rq_pools.custody import Custody, HandBack
from rq_pools.takeover import Takeover


def takeover(redis: "Redis", custody: Custody, *, grace_secs: float = 0.0) -> Takeover:
    return Takeover(redis, custody, "bob", grace_secs=grace_secs, max_takeovers=3)


def recovered(takeover: Takeover, queue: Queue, running: frozenset[str] = frozenset()) -> list[str]:
    found = list(takeover.run([queue], running))
    assert all(lost.outcome is HandBack.DONE for lost in found)
    return [lost.execution.job_id for lost in found]


def test_jobs_of_the_dead_are_put_back_and_those_of_the_living_left(
    redis: "Redis", queue: Queue, custody: Custody, other: Custody
) -> None:
    Custody(redis, "dead").take([queue], [0], 90)
    custody.take([queue], [0], 90)
    assert recovered(takeover(redis, other), queue) == ["a"]
    assert queue.get_job_ids() == ["a", "c"]


def test_own_executions_are_lost_when_they_do_not_run_here(
    redis: "Redis", queue: Queue, other: Custody
) -> None:
    taken = other.take([queue], [0, 1], 90)
    assert taken is not None
    running = frozenset({taken[1][2].id})
    assert recovered(takeover(redis, other), queue, running) == ["a"]


def test_an_execution_whose_record_has_expired_is_lost(
    redis: "Redis", queue: Queue, custody: Custody, other: Custody
) -> None:
    taken = custody.take([queue], [0], 90)
    assert taken is not None
    redis.delete(taken[0][2].key)
    assert recovered(takeover(redis, other), queue) == ["a"]


def test_what_is_no_execution_in_the_registry_is_passed_over(
    redis: "Redis", queue: Queue, other: Custody
) -> None:
    redis.zadd("rq:wip:default", {"junk": 1, "a:b:c": 2})
    Custody(redis, "dead").take([queue], [0], 90)
    assert "a" in recovered(takeover(redis, other), queue)


def test_a_job_in_the_intermediate_list_alone_is_put_back_after_the_grace(
    redis: "Redis", queue: Queue, other: Custody
) -> None:
    redis.lmove(queue.key, queue.intermediate_queue_key)
    patient, hasty = takeover(redis, other, grace_secs=3600), takeover(redis, other)
    for _ in range(2):
        assert recovered(patient, queue) == []
    assert recovered(hasty, queue) == []
    assert recovered(hasty, queue) == ["a"]
    assert queue.get_job_ids() == ["a", "b", "c"]

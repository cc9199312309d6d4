"""The transaction that ends a job: carried out while the job is held, and else not at all."""

from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ResponseError, WatchError
from rq import Queue
from rq.executions import Execution
from rq.job import Dependency, Job, JobStatus

from rq_pools.held_pipeline import MAX_WORDS, EndScripts, HeldConnection, NotHeld
from rq_pools.leases import Leases
from rq_pools.scripts import END, END_AND_TAKE
from rq_pools.stopping import StopToken
from tests.helpers import pool_jobs
from tests.helpers.pool_leases import take_one

DEPENDENTS = "rq:job:a:dependents"


@pytest.fixture
def execution(queue: Queue, leases: Leases) -> Execution:
    """Ann's, of the job a."""
    return take_one(leases, queue)


@pytest.fixture
def held(redis: "Redis", execution: Execution) -> HeldConnection:
    """A connection that is held to it."""
    scripts = EndScripts(redis.register_script(END), redis.register_script(END_AND_TAKE))
    return HeldConnection(redis, scripts, "rq:wip:default", execution, StopToken(execution.job_id))


def end(held: HeldConnection, *, watched: bool = True) -> list[Any]:
    """What RQ does at the end of a job, in short."""
    with held.pipeline() as pipeline:
        while True:
            try:
                if watched:
                    pipeline.watch(DEPENDENTS)
                    found: Any = pipeline.smembers(DEPENDENTS)
                    pipeline.multi()
                    pipeline.hset("seen", "dependents", len(found))
                pipeline.set("ended", "yes")
                pipeline.hincrby("times", "ended", 1)
                return pipeline.execute()
            except WatchError:
                continue


@pytest.mark.parametrize("watched", [True, False])
def test_the_commands_are_carried_out_while_the_job_is_held(
    redis: "Redis", held: HeldConnection, *, watched: bool
) -> None:
    end(held, watched=watched)
    assert redis.mget("ended") == [b"yes"]
    assert redis.hget("times", "ended") == b"1"
    assert held.token.ended


@pytest.mark.parametrize("watched", [True, False])
@pytest.mark.parametrize("has_dependents", [True, False])
def test_nothing_is_written_about_a_job_that_was_taken_over(
    redis: "Redis",
    queue: Queue,
    leases: Leases,
    other: Leases,
    held: HeldConnection,
    *,
    watched: bool,
    has_dependents: bool,
) -> None:
    if has_dependents:
        redis.sadd(DEPENDENTS, "b")
    leases.recover(queue, held.execution, max_takeovers=5, only_if_gone=False)
    take_one(other, queue)
    before = sorted(redis.scan_iter())
    with pytest.raises(NotHeld):
        end(held, watched=watched)
    assert sorted(redis.scan_iter()) == before
    assert held.token.ended  # it is not this run's to end any more


def test_nothing_is_written_by_who_has_lost_the_lease_to_an_heir(
    redis: "Redis", queue: Queue, other: Leases, held: HeldConnection
) -> None:
    """A job lost too often is held by the worker that fails it, under the same execution."""
    found = Execution(held.execution.id, "a", redis, "ann")
    other.recover(queue, found, max_takeovers=0, only_if_gone=False)
    with pytest.raises(NotHeld):
        end(held)
    assert not redis.exists("ended")


def test_dependents_that_are_there_are_seen_and_the_commands_carried_out_once(
    redis: "Redis", held: HeldConnection
) -> None:
    redis.sadd(DEPENDENTS, "b", "c")
    end(held)
    assert redis.hget("seen", "dependents") == b"2"
    assert redis.hget("times", "ended") == b"1"
    assert held.token.ended


@pytest.mark.parametrize("words", [1, 3 * MAX_WORDS])
def test_dependents_are_released_by_the_transaction_that_writes_a_failure(
    redis: "Redis", queue: Queue, held: HeldConnection, words: int
) -> None:
    queue.enqueue(pool_jobs.give, 1, job_id="d", depends_on=Dependency(["a"], allow_failure=True))
    failed = Job.fetch("a", connection=redis)
    failed.set_status(JobStatus.FAILED)
    held.failed = queue, failed
    with held.pipeline() as pipeline:
        pipeline.rpush("many", *range(words))
        pipeline.execute()
    assert redis.llen("many") == words
    assert "d" in queue.get_job_ids()
    assert held.token.ended


def test_a_command_of_many_words_is_carried_out_too(redis: "Redis", held: HeldConnection) -> None:
    with held.pipeline() as pipeline:
        pipeline.rpush("many", *range(3 * MAX_WORDS))
        pipeline.set("ended", "yes")
        pipeline.execute()
    assert redis.llen("many") == 3 * MAX_WORDS
    assert held.token.ended


def test_a_command_that_fails_does_not_keep_the_others_from_being_carried_out(
    redis: "Redis", held: HeldConnection
) -> None:
    """As in RQ's own transaction; the failure is told."""
    redis.set("no-list", "x")
    with held.pipeline() as pipeline:
        pipeline.set("ended", "yes")
        pipeline.rpush("no-list", "y")
        pipeline.set("after", "yes")
        with pytest.raises(ResponseError, match="WRONGTYPE"):
            pipeline.execute()
    assert redis.mget("ended", "after") == [b"yes", b"yes"]


def test_all_else_is_the_connections_own(redis: "Redis", held: HeldConnection) -> None:
    redis.set("key", "value")
    assert held.get("key") == b"value"

"""Redis answers, and does not take what is to be written: that passes, and no job suffers for it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.job import Dependency

from tests.helpers import pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.pool_seen import assert_nothing_is_held, breathes, ended, error_of, runs_of
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]

REFUSALS: dict[str, tuple[list[str], list[str]]] = {
    "its memory is full": (["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]),
    "it has too few replicas": (
        ["CONFIG", "SET", "min-replicas-to-write", "1"],
        ["CONFIG", "SET", "min-replicas-to-write", "0"],
    ),
    "it is read-only": (["REPLICAOF", "127.0.0.1", "9"], ["REPLICAOF", "NO", "ONE"]),
}


def has_long_failed(worker: PoolProcess) -> bool:
    return worker.log.read_text().count("heartbeat failed") > 12


def refuses_scripts(redis: "Redis") -> bool:
    """Whether a script cannot write. Redis before 7 does not count its replicas for scripts."""
    try:
        redis.eval("redis.call('SET', 'by', 'a script') return redis.call('DEL', 'by')", 0)
    except RedisError:
        return True
    return False


@pytest.mark.parametrize("refusal", REFUSALS)
def test_the_end_of_a_job_waits_while(
    own_redis: "Redis", start_worker: StartWorker, tmp_path: Path, refusal: str
) -> None:
    refuse, relent = REFUSALS[refusal]
    gate = tmp_path / "gate"
    queue = Queue(connection=own_redis)
    jobs = [queue.enqueue(pool_jobs.breathe, str(gate)) for _ in range(2)]
    workers = [start_worker("default", connection=own_redis, slots=1) for _ in range(2)]
    for job in jobs:
        breathes(job, gate)
    own_redis.execute_command(*refuse)
    is_to_wait = refuses_scripts(own_redis)
    gate.touch()
    for worker in workers:
        # For longer than the lease: nobody may take a job from the other.
        wait_until(partial(has_long_failed, worker), saying=worker.log.read_text)
        assert ("waits for Redis" in worker.log.read_text()) is is_to_wait
    own_redis.execute_command(*relent)
    for job in jobs:
        assert ended(job).return_value() == "through"
        assert runs_of(job) == 1
    ended(queue.enqueue(pool_jobs.give, 1))
    assert_nothing_is_held(queue, own_redis)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_neither_a_job_with_dependents_nor_those_behind_it_run_twice_while(
    own_redis: "Redis", start_worker: StartWorker, tmp_path: Path, refusal: str
) -> None:
    refuse, relent = REFUSALS[refusal]
    gate = tmp_path / "gate"
    queue = Queue(connection=own_redis)
    first = [queue.enqueue(job, str(gate)) for job in (pool_jobs.breathe, pool_jobs.breathe_then_fail)]
    behind = [queue.enqueue(pool_jobs.count_run) for _ in range(4)]
    after = [
        queue.enqueue(pool_jobs.count_run, depends_on=Dependency([job], allow_failure=True)) for job in first
    ]
    worker = start_worker("default", connection=own_redis, slots=2)
    for job in first:
        breathes(job, gate)
    own_redis.execute_command(*refuse)
    gate.touch()
    wait_until(partial(has_long_failed, worker), saying=worker.log.read_text)
    own_redis.execute_command(*relent)
    assert "ValueError: after the gate" in error_of(first[1])
    for job in [first[0], *behind, *after]:
        ended(job)
    assert [runs_of(job) for job in [*first, *behind, *after]] == [1] * 8
    assert_nothing_is_held(queue, own_redis)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_no_job_is_lost_or_dropped_that_waits_while(
    own_redis: "Redis", start_worker: StartWorker, refusal: str
) -> None:
    refuse, relent = REFUSALS[refusal]
    queue = Queue(connection=own_redis)
    worker = start_worker("default", connection=own_redis).wait_until_idle()
    with own_redis.pipeline() as pipeline:  # before the worker can have them
        jobs = [queue.enqueue(pool_jobs.give, number, pipeline=pipeline) for number in range(4)]
        pipeline.execute_command(*refuse)
        pipeline.execute()
    wait_until(lambda: "heartbeat failed" in worker.log.read_text(), saying=lambda: worker.log.read_text())
    own_redis.execute_command(*relent)
    for job in jobs:
        ended(job)
        assert len(job.results()) == 1
    assert_nothing_is_held(queue, own_redis)

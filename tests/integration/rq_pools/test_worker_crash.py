"""A worker that is killed, or stands still: others take its jobs over; none is lost, none fails for it."""

import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue, Retry

from rq_pools.leases import Leases
from tests.helpers import pool_crash_jobs, pool_jobs
from tests.helpers.pool_leases import take
from tests.helpers.pool_process import IN_ONE_PROCESS, PoolProcess
from tests.helpers.pool_seen import (
    assert_nothing_is_held,
    breathes,
    ended,
    error_of,
    runs_now,
    runs_of,
    wait_for_beats,
)
from tests.helpers.process_tree import exists
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]

SHORT_LEASE = {"lease_secs": 1, "heartbeat_secs": 0.1}


def test_a_killed_worker_leaves_its_jobs_also_to_a_worker_of_its_own_name(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    doomed = start_worker("--name", "the-only-one", "default", **SHORT_LEASE)
    wait_until(lambda: inside(), saying="it runs")
    doomed.kill()
    redis.set("gate", "open")
    wait_until(lambda: not redis.exists("rq:worker:the-only-one"), saying="its lease is over")
    start_worker("--name", "the-only-one", "default", **SHORT_LEASE)
    ended(job)


def test_jobs_of_several_queues_are_taken_over_each_on_its_own_queue(
    start_worker: StartWorker, inside: Inside, redis: "Redis"
) -> None:
    queues = [Queue(name, connection=redis) for name in ("a", "b")]
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate") for queue in queues]
    doomed = start_worker("a", "b", **SHORT_LEASE)
    wait_until(lambda: len(inside()) == 2, saying="both run")
    doomed.kill()
    start_worker("b", **SHORT_LEASE)
    wait_until(lambda: runs_of(jobs[1]) == 2, saying="the one whose queue is served runs again")
    assert runs_of(jobs[0]) == 1
    start_worker("a", **SHORT_LEASE)
    wait_until(lambda: runs_of(jobs[0]) == 2, saying="and the other, once its is")


def test_no_job_is_lost_or_failed_when_workers_are_killed_again_and_again(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    jobs = [queue.enqueue(pool_jobs.count_run, result_ttl=-1) for _ in range(120)]
    chance = random.Random(1)
    kills = 0
    while kills < 4 and len(queue):
        worker = start_worker("default", slots=4, **SHORT_LEASE)
        seen = chance.randrange(3, 25) + redis.hlen("runs")
        wait_until(lambda: redis.hlen("runs") >= min(seen, 120), saying="it has run some")  # noqa: B023
        worker.kill()
        kills += 1
    assert kills >= 1
    start_worker("default", slots=4, **SHORT_LEASE)
    for job in jobs:
        ended(job)
    assert redis.hlen("runs") == 120
    assert queue.failed_job_registry.get_job_ids() == []
    assert_nothing_is_held(queue, redis)


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_children_die_with_their_parent(
    start_worker: StartWorker, queue: Queue, inside: Inside, tmp_path: Path
) -> None:
    for name in "ab":
        queue.enqueue(pool_jobs.touch_for_ever, str(tmp_path / name))
    worker = start_worker("default", slots=2)
    wait_until(lambda: len(inside()) == 2, saying="both run")
    worker.kill()
    wait_until(lambda: not any(exists(pid) for pid in inside().values()), saying="no child lives on")


def test_a_worker_killed_as_soon_as_it_has_registered_is_forgotten_after_its_lease(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    doomed = start_worker("default", **SHORT_LEASE)
    key = f"rq:worker:{doomed.name}"
    wait_until(lambda: redis.exists(key), saying="it has registered")
    doomed.signal_tree(signal.SIGKILL)
    assert redis.ttl(key) <= SHORT_LEASE["lease_secs"]


# --- a job that kills every worker


@pytest.mark.parametrize("pool", IN_ONE_PROCESS, indirect=True)
def test_a_job_that_kills_its_worker_every_time_fails_after_so_many_losses(
    start_worker: StartWorker, queue: Queue
) -> None:
    killer = queue.enqueue(pool_crash_jobs.die_by, signal.SIGKILL)
    for _ in range(2):
        start_worker("default", slots=1, max_takeovers=1, **SHORT_LEASE).wait()
    start_worker("default", slots=1, max_takeovers=1, **SHORT_LEASE)
    assert "AbandonedJobError: lost its worker 2 times" in error_of(killer)
    assert runs_of(killer) == 2
    ended(queue.enqueue(pool_jobs.give, 1))


def test_a_job_lost_too_often_is_retried_if_it_has_retries_and_fails_if_not(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    """With no takeovers allowed, a crash of the worker counts as a failure."""
    with_retry = queue.enqueue(pool_jobs.wait_at, "gate", retry=Retry(max=1))
    without = queue.enqueue(pool_jobs.wait_at, "gate")
    doomed = start_worker("default", **SHORT_LEASE)
    wait_until(lambda: len(inside()) == 2, saying="both run")
    doomed.signal_tree(signal.SIGKILL)
    redis.set("gate", "open")
    start_worker("default", max_takeovers=0, **SHORT_LEASE)
    assert "AbandonedJobError" in error_of(without)
    assert ended(with_retry).retries_left == 0
    assert (runs_of(with_retry), runs_of(without)) == (2, 1)


# --- in whatever moment it died


def test_a_job_taken_by_a_worker_that_died_at_that_moment_is_run_by_another(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.count_run)
    assert take(Leases(redis, "died-at-once"), queue)
    redis.delete("rq:worker:died-at-once")
    start_worker("default")
    ended(job)
    assert runs_of(job) == 1


def test_a_job_taken_by_a_worker_that_is_alive_but_slow_is_left_to_it(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    slow = queue.enqueue(pool_jobs.count_run)
    redis.hset("rq:worker:slow", "birth", "today")
    assert take(Leases(redis, "slow"), queue)
    worker = start_worker("default", **SHORT_LEASE).wait_until_idle()
    wait_for_beats(worker, 20)
    assert slow.get_status() == "started"
    assert redis.hlen("runs") == 0


def test_a_job_left_in_the_intermediate_list_by_a_plain_worker_is_put_back(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.count_run)
    redis.lmove(queue.key, queue.intermediate_queue_key)
    start_worker("default", **SHORT_LEASE)
    ended(job)
    assert_nothing_is_held(queue, redis)


# --- a worker that is not dead after all


def test_a_worker_that_stood_still_lets_go_of_what_others_have_taken_over(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate", polite=True)
    frozen = start_worker("default", **SHORT_LEASE)
    runs_now(job)
    frozen.signal_tree(signal.SIGSTOP)
    start_worker("default", **SHORT_LEASE)
    wait_until(lambda: runs_of(job) == 2, saying="the other runs it")
    frozen.signal_tree(signal.SIGCONT)
    wait_until(lambda: redis.hget("interrupted", job.id) == b"handed back", saying="the first lets go")
    assert job.get_status() == "started"
    redis.set("gate", "open")
    ended(job)
    assert runs_of(job) == 2
    assert len(queue) == 0
    wait_until(lambda: redis.scard("rq:workers") == 2, saying="the first has registered again")


def test_a_worker_that_stood_still_does_not_write_the_end_of_a_job_that_another_runs(
    start_worker: StartWorker, queue: Queue, tmp_path: Path
) -> None:
    """The job of the first comes to its end as soon as it goes on, before it can hear of its loss."""
    gate, other_gate = tmp_path / "gate", tmp_path / "other"
    job = queue.enqueue(pool_jobs.breathe_here, str(gate), str(other_gate))
    frozen = start_worker("default", **SHORT_LEASE)
    breathes(job, gate)
    frozen.signal_tree(signal.SIGSTOP)
    other = start_worker("default", **SHORT_LEASE)
    breathes(job, other_gate)
    gate.touch()
    frozen.signal_tree(signal.SIGCONT)
    wait_until(lambda: "is not ours any more" in frozen.log.read_text(), saying="the first notices")
    [execution] = job.get_executions()
    assert execution.worker_name == other.name
    assert job.latest_result() is None
    assert job.get_status() == "started"
    other_gate.touch()
    assert ended(job).return_value() == "second"
    assert (runs_of(job), len(job.results())) == (2, 1)


def test_a_worker_that_stood_still_alone_goes_on_where_it_was(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("default", **SHORT_LEASE)
    runs_now(job)
    worker.signal_tree(signal.SIGSTOP)
    wait_until(lambda: not redis.exists(f"rq:worker:{worker.name}"), saying="its lease is over")
    worker.signal_tree(signal.SIGCONT)
    wait_until(
        lambda: redis.hget(f"rq:worker:{worker.name}", "state") == b"busy", saying="it registers again"
    )
    redis.set("gate", "open")
    ended(job)
    assert runs_of(job) == 1
    assert job.worker_name == worker.name
    wait_until(lambda: redis.ttl(f"rq:worker:{worker.name}") > 0, saying="it may expire again")

"""What happens when a worker, or one of its processes, is killed: no job is lost."""

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue

from rq_pools.custody import Custody
from tests.helpers import pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]

SHORT_LEASE = {"lease_secs": 1, "heartbeat_secs": 0.1}


def test_the_jobs_of_a_killed_worker_are_run_again_by_another(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(3)]
    doomed = start_worker("default", slots=3, **SHORT_LEASE)
    wait_until(lambda: len(inside()) == 3, saying="all run")
    doomed.kill()
    redis.set("gate", "open")
    start_worker("default", slots=1, **SHORT_LEASE)
    wait_until(lambda: all(job.is_finished for job in jobs), saying="all finish")
    assert set(redis.hvals("runs")) == {b"2"}


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
    wait_until(lambda: job.is_finished, saying=lambda: job.get_status())


def test_no_job_is_lost_or_failed_when_workers_are_killed_again_and_again(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    jobs = [queue.enqueue(pool_jobs.count_run, result_ttl=-1) for _ in range(120)]
    chance = random.Random(1)
    kills = 0
    while kills < 4 and len(queue):
        worker = start_worker("default", slots=4, **SHORT_LEASE)
        ended = chance.randrange(3, 25) + redis.hlen("runs")
        wait_until(lambda: redis.hlen("runs") >= min(ended, 120), saying="it has run some")  # noqa: B023
        worker.kill()
        kills += 1
    assert kills == 4
    start_worker("default", slots=4, **SHORT_LEASE)
    wait_until(
        lambda: all(job.is_finished for job in jobs),
        saying=lambda: {job.get_status() for job in jobs},
    )
    assert redis.hlen("runs") == 120
    assert queue.failed_job_registry.get_job_ids() == []
    assert queue.intermediate_queue.get_job_ids() == []
    assert queue.started_job_registry.get_job_ids(cleanup=False) == []


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_a_killed_child_costs_its_own_job_a_run_and_no_other(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(3)]
    worker = start_worker("default", slots=3)
    wait_until(lambda: len(inside()) == 3, saying="all run")
    before = inside()
    os.kill(before[jobs[1].id], signal.SIGKILL)
    wait_until(lambda: redis.hget("runs", jobs[1].id) == b"2", saying="its job runs again")
    after = inside()
    assert after[jobs[0].id] == before[jobs[0].id]
    assert after[jobs[1].id] not in before.values()
    redis.set("gate", "open")
    wait_until(lambda: all(job.is_finished for job in jobs), saying="all finish")
    assert redis.hmget("runs", [job.id for job in jobs]) == [b"1", b"2", b"1"]
    assert worker.process.poll() is None


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_children_die_with_their_parent(
    start_worker: StartWorker, queue: Queue, inside: Inside, tmp_path: Path
) -> None:
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        queue.enqueue(pool_jobs.touch_for_ever, str(path))
    worker = start_worker("default", slots=2)
    wait_until(lambda: all(path.exists() for path in paths), saying="both run")
    worker.kill()
    wait_until(lambda: not any(exists(pid) for pid in inside().values()), saying="no child lives on")


def exists(pid: int) -> bool:
    """Whether the process lives; one that is dead and not yet reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_a_job_that_kills_its_process_every_time_fails_after_so_many_losses(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    killer = queue.enqueue(pool_jobs.kill_own_process)
    start_worker("default", slots=1, max_takeovers=2)
    after = queue.enqueue(pool_jobs.give, 1)
    wait_until(lambda: killer.is_failed, saying=lambda: killer.get_status())
    assert redis.hget("runs", killer.id) == b"3"
    result = killer.latest_result()
    assert result is not None
    assert "AbandonedJobError: lost its runner 3 times" in result.exc_string
    wait_until(lambda: after.is_finished, saying="the slot runs the next")


@pytest.mark.parametrize("pool", ["threads"], indirect=True)
def test_a_job_that_kills_its_worker_every_time_fails_after_so_many_losses(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    killer = queue.enqueue(pool_jobs.kill_own_process)
    for _ in range(2):
        start_worker("default", slots=1, max_takeovers=1, **SHORT_LEASE).wait()
    start_worker("default", slots=1, max_takeovers=1, **SHORT_LEASE)
    wait_until(lambda: killer.is_failed, saying=lambda: killer.get_status())
    assert redis.hget("runs", killer.id) == b"2"


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_a_child_that_left_a_process_behind_is_seen_to_be_dead(
    start_worker: StartWorker, queue: Queue
) -> None:
    job = queue.enqueue(pool_jobs.leave_a_process_behind)
    start_worker("default", slots=1)
    wait_until(lambda: job.is_finished, within_secs=4.5, saying=lambda: job.get_status())


def test_a_job_taken_by_a_worker_that_died_at_that_moment_is_run_by_another(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.count_run)
    assert Custody(redis, "died-at-once").take([queue], [0], ttl_secs=90)
    start_worker("default")
    wait_until(lambda: job.is_finished, saying=lambda: job.get_status())
    assert redis.hget("runs", job.id) == b"1"


def test_a_job_taken_by_a_worker_that_is_alive_but_slow_is_left_to_it(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    slow = queue.enqueue(pool_jobs.count_run)
    assert Custody(redis, "slow").take([queue], [0], ttl_secs=90)
    redis.hset("rq:worker:slow", "birth", "today")
    worker = start_worker("default", **SHORT_LEASE)
    beats: set[object] = set()
    wait_until(
        lambda: beats.add(redis.hget(f"rq:worker:{worker.name}", "last_heartbeat")) or len(beats) > 15,
        saying="more than a lease passes",
    )
    assert slow.get_status() == "queued"
    assert redis.hlen("runs") == 0


def test_a_job_left_in_the_intermediate_list_by_a_plain_worker_is_put_back(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.count_run)
    redis.lmove(queue.key, queue.intermediate_queue_key)
    start_worker("default", **SHORT_LEASE)
    wait_until(lambda: job.is_finished, saying=lambda: job.get_status())


def test_a_worker_that_stood_still_lets_go_of_what_others_have_taken_over(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate", polite=True)
    frozen = start_worker("default", **SHORT_LEASE)
    wait_until(lambda: inside(), saying="it runs")
    os.killpg(frozen.process.pid, signal.SIGSTOP)
    start_worker("default", **SHORT_LEASE)
    wait_until(lambda: redis.hget("runs", job.id) == b"2", saying="the other runs it")
    os.killpg(frozen.process.pid, signal.SIGCONT)
    wait_until(lambda: redis.hget("interrupted", job.id) == b"handed back", saying="the first lets go")
    assert job.get_status() == "started"
    redis.set("gate", "open")
    wait_until(lambda: job.is_finished, saying="the other finishes it")
    assert redis.hget("runs", job.id) == b"2"
    assert len(queue) == 0
    wait_until(lambda: redis.scard("rq:workers") == 2, saying="the first has registered again")

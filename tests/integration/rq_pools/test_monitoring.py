"""What others see of a pooled worker: RQ's own tools show all that it runs, for as long as it runs."""

import os
import re
import signal
from collections.abc import Callable

import pytest
from redis import Redis
from rq import Queue
from rq.worker import Worker

from rq_pools import describe_workers
from tests.helpers import pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.pool_seen import ended, error_of, runs_now, runs_of, wait_for_beats
from tests.helpers.rq_cli import ask_rq
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]


def test_a_job_that_runs_for_longer_than_the_lease_stays_alive_in_redis(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("default", lease_secs=1, heartbeat_secs=0.1)
    runs_now(job)
    [before] = job.get_executions()
    registry = queue.started_job_registry.key
    score = redis.zscore(registry, before.composite_key)
    assert score is not None
    wait_for_beats(worker, 15)
    [after] = job.get_executions()
    assert after.id == before.id
    assert (redis.zscore(registry, after.composite_key) or 0) > score
    assert after.last_heartbeat > before.last_heartbeat
    assert redis.exists(f"rq:worker:{worker.name}")
    assert redis.scard(f"rq:worker:{worker.name}:executions") == 1
    assert runs_of(job) == 1


def test_rqs_classes_show_every_job_that_runs(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(3)]
    worker = start_worker("default", slots=3)
    for job in jobs:
        runs_now(job)
    [seen] = Worker.all(connection=redis)
    assert (seen.name, seen.get_state(), seen.queue_names()) == (worker.name, "busy", ["default"])
    assert {execution.job_id for execution in seen.get_current_executions()} == {job.id for job in jobs}
    assert seen.current_execution_count == 3
    assert seen.pid == worker.process.pid
    assert Worker.count(queue=queue) == 1
    assert set(queue.started_job_registry.get_job_ids()) == {job.id for job in jobs}
    assert {job.get_status() for job in jobs} == {"started"}
    assert {redis.hget(job.key, "worker_name") for job in jobs} == {worker.name.encode()}


def test_rq_info_shows_the_worker_and_its_queues(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    running, _ = (queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(2))
    worker = start_worker("default", "other", slots=1)
    runs_now(running)
    told = ask_rq(redis, "info")
    assert re.search(rf"^{worker.name} .*busy.*default, ?other", told, re.MULTILINE)
    assert re.search(r"^default .* 1, 1 executing, 0 finished, 0 failed", told, re.MULTILINE)
    assert "1 workers" in told


def test_an_idle_worker_shows_as_idle_and_counts_what_it_has_done(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    worker = start_worker("default")
    for _ in range(3):
        ended(queue.enqueue(pool_jobs.give, 1))
    error_of(queue.enqueue(pool_jobs.fail, "oh"))
    worker.wait_until_idle()
    [seen] = Worker.all(queue=queue)
    assert (seen.successful_job_count, seen.failed_job_count) == (3, 1)
    assert 0 < seen.total_working_time < 5
    assert seen.get_current_executions() == []


def test_each_slot_is_shown_with_what_it_runs_and_where(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis", pool: str
) -> None:
    before = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(3)]
    worker = start_worker("default", "other", slots=3)
    for job in before:
        runs_now(job)
    jobs = [queue.enqueue(pool_jobs.wait_at, "later") for _ in range(3)]
    redis.set("gate", "open")
    for job in jobs:  # each in a slot that has gone on from another job
        runs_now(job)
    for _ in range(2):  # as they were taken, and as the heart has renewed them
        [view] = describe_workers(redis)
        assert (view.name, view.pool, view.slots, view.state) == (worker.name, pool, 3, "busy")
        assert (view.queues, view.pid) == (["default", "other"], worker.process.pid)
        assert [running.slot for running in view.running] == [0, 1, 2]
        assert {running.job_id: running.pid for running in view.running} == inside()
        assert len({(running.pid, running.thread) for running in view.running}) == 3
        assert all(
            running.started_at == job.get_executions()[0].created_at.timestamp()
            for running in view.running
            for job in jobs
            if job.id == running.job_id
        )
        wait_for_beats(worker, 3)
    redis.set("later", "open")
    wait_until(lambda: describe_workers(redis)[0].running == [], saying="nothing runs any more")


def test_the_record_tells_the_heartbeat_and_the_cores_that_workers_of_a_machine_share(
    start_worker: StartWorker, redis: "Redis"
) -> None:
    for _ in range(2):
        start_worker("default", lease_secs=3, heartbeat_secs=0.5).wait_until_idle()
    one, other = describe_workers(redis)
    assert (one.heartbeat_secs, one.cores) == (0.5, len(os.sched_getaffinity(0)))
    assert one.machine is not None
    assert one.machine == other.machine


@pytest.mark.parametrize(
    ("field", "value"), [("cores", "many"), ("heartbeat_secs", "inf"), ("heartbeat_secs", "-1")]
)
def test_a_record_that_makes_no_sense_hides_no_other(
    start_worker: StartWorker, redis: "Redis", field: str, value: str
) -> None:
    names = [start_worker("default").wait_until_idle().name for _ in range(2)]
    redis.hset(f"rq:worker:{names[0]}", field, value)
    assert [view.name for view in describe_workers(redis)] == [names[1]]


def test_of_a_plain_rq_worker_neither_is_known(redis: "Redis", queue: Queue) -> None:
    worker = Worker([queue], connection=redis)
    worker.register_birth()
    [view] = describe_workers(redis)
    assert (view.heartbeat_secs, view.cores, view.machine) == (None, None, None)


def test_a_worker_that_died_is_shown_no_longer_than_its_lease(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    doomed = start_worker("default", lease_secs=1, heartbeat_secs=0.1).wait_until_idle()
    doomed.signal_tree(signal.SIGKILL)
    wait_until(lambda: describe_workers(redis) == [], within_secs=10, saying="it is gone")
    assert Worker.all(connection=redis) == []

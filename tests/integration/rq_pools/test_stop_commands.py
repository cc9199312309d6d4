"""RQ's commands to a running worker: each reaches the right job among several."""

from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis
from rq import Queue, Retry
from rq.command import send_command, send_shutdown_command, send_stop_execution_command, send_stop_job_command
from rq.job import Callback, Job

from tests.helpers import pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]


def enqueue(queue: Queue, count: int, **options: Any) -> list[Job]:
    return [queue.enqueue(pool_jobs.wait_at, "gate", retry=Retry(max=3), **options) for _ in range(count)]


def is_stopped(job: Job) -> bool:
    return job.get_status() == "stopped"


def test_a_stop_reaches_its_job_and_no_other(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    callbacks = {
        "on_stopped": Callback(pool_jobs.tell_stopped),
        "on_failure": Callback(pool_jobs.tell_failure),
    }
    jobs = enqueue(queue, 3, **callbacks)
    start_worker("default", slots=3)
    wait_until(lambda: len(inside()) == 3, saying="all run")
    send_stop_job_command(redis, jobs[1].id)
    wait_until(lambda: is_stopped(jobs[1]), saying=lambda: jobs[1].get_status())
    assert [jobs[0].get_status(), jobs[2].get_status()] == ["started", "started"]
    redis.set("gate", "open")
    wait_until(lambda: jobs[0].is_finished and jobs[2].is_finished, saying="the others finish")
    assert jobs[1] in queue.failed_job_registry
    assert redis.hget("runs", jobs[1].id) == b"1"
    assert redis.hgetall("told") == {jobs[1].id.encode(): b"stopped"}


def test_two_jobs_stopped_at_once_both_end_as_stopped_and_are_not_retried(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    jobs = enqueue(queue, 3)
    start_worker("default", slots=3)
    wait_until(lambda: len(inside()) == 3, saying="all run")
    send_stop_job_command(redis, jobs[0].id)
    send_stop_job_command(redis, jobs[2].id)
    wait_until(lambda: is_stopped(jobs[0]) and is_stopped(jobs[2]), saying="both are stopped")
    redis.set("gate", "open")
    wait_until(lambda: jobs[1].is_finished, saying="the third finishes")
    assert set(redis.hvals("runs")) == {b"1"}
    assert len(queue) == 0


def test_a_stop_of_an_execution_stops_its_job(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    jobs = enqueue(queue, 2)
    start_worker("default", slots=2)
    wait_until(lambda: len(inside()) == 2, saying="both run")
    [execution] = jobs[1].get_executions()
    send_stop_execution_command(redis, jobs[1].id, execution.id)
    wait_until(lambda: is_stopped(jobs[1]), saying="it is stopped")
    assert jobs[0].get_status() == "started"


def test_a_job_that_asks_may_end_by_itself_when_stopped(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    [job] = [queue.enqueue(pool_jobs.wait_at, "gate", polite=True)]
    start_worker("default", stop_grace_secs=30)
    wait_until(lambda: inside(), saying="it runs")
    send_stop_job_command(redis, job.id)
    wait_until(lambda: is_stopped(job), saying="it is stopped")
    assert redis.hget("interrupted", job.id) == b"stopped"


def test_a_job_that_computes_is_stopped_and_its_slot_runs_the_next(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.compute_for_ever)
    after = queue.enqueue(pool_jobs.give, 1)
    start_worker("default", slots=1)
    wait_until(lambda: inside(), saying="it runs")
    send_stop_job_command(redis, job.id)
    wait_until(lambda: is_stopped(job) and after.is_finished, saying="it is stopped, and the next one runs")


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_a_process_that_holds_the_interpreter_is_killed_on_stop(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.hold_the_interpreter, 30, on_stopped=Callback(pool_jobs.tell_stopped))
    start_worker("default", slots=1)
    wait_until(lambda: job.get_status() == "started" and job.get_executions(), saying="it runs")
    send_stop_job_command(redis, job.id)
    wait_until(lambda: is_stopped(job), saying="it is stopped")
    wait_until(lambda: redis.hget("told", job.id) == b"stopped", saying="its callback was called")


def test_a_shutdown_command_ends_the_worker_after_its_jobs(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    [job] = enqueue(queue, 1)
    worker = start_worker("default")
    wait_until(lambda: inside(), saying="it runs")
    send_shutdown_command(redis, worker.name)
    key = f"rq:worker:{worker.name}"
    wait_until(lambda: redis.hexists(key, "shutdown_requested_date"), saying="it says that it stops")
    redis.set("gate", "open")
    assert worker.wait() == 0
    assert job.is_finished


def test_commands_that_make_no_sense_leave_the_worker_listening(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    [job] = enqueue(queue, 1)
    worker = start_worker("default")
    wait_until(lambda: inside(), saying="it runs")
    for junk in ("no json", "[1]", "{}", '{"command": "no-such-command"}'):
        redis.publish(f"rq:pubsub:{worker.name}", junk)
    send_command(redis, worker.name, "stop-execution", execution_id="nobody", job_id="nobody")
    send_command(redis, worker.name, "stop-job", job_id="nobody")
    send_stop_job_command(redis, job.id)
    wait_until(lambda: is_stopped(job), saying=lambda: worker.log.read_text())

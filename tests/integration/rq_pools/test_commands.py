"""RQ's commands to a running worker: each reaches the right one of several jobs, and no other."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Callback, Queue, Retry
from rq.command import (
    send_command,
    send_kill_horse_command,
    send_shutdown_command,
    send_stop_execution_command,
    send_stop_job_command,
)
from rq.job import Job

from tests.helpers import pool_crash_jobs, pool_hooks, pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.pool_seen import assert_nothing_is_held, ended, error_of, runs_now, runs_of, told_of
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]


def enqueue(queue: Queue, count: int, **options: Any) -> list[Job]:
    return [queue.enqueue(pool_jobs.wait_at, "gate", retry=Retry(max=3), **options) for _ in range(count)]


def is_stopped(job: Job) -> bool:
    return job.get_status() == "stopped"


# --- stop


def test_a_stop_reaches_its_job_and_no_other(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    callbacks = {
        "on_stopped": Callback(pool_hooks.tell_stopped),
        "on_failure": Callback(pool_hooks.tell_failure),
    }
    jobs = enqueue(queue, 3, **callbacks)
    start_worker("default", slots=3)
    wait_until(lambda: len(inside()) == 3, saying="all run")
    send_stop_job_command(redis, jobs[1].id)
    ended(jobs[1], "stopped")
    assert [jobs[0].get_status(), jobs[2].get_status()] == ["started", "started"]
    redis.set("gate", "open")
    ended(jobs[0]), ended(jobs[2])
    assert jobs[1] in queue.failed_job_registry
    assert runs_of(jobs[1]) == 1
    assert redis.hgetall("told") == {jobs[1].id.encode(): b"stopped"}


def test_jobs_stopped_at_once_all_end_as_stopped_and_are_not_retried(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    jobs = enqueue(queue, 8)
    start_worker("default", slots=8)
    wait_until(lambda: len(inside()) == 8, saying="all run")
    stopped, left = jobs[::2], jobs[1::2]
    for job in stopped:
        send_stop_job_command(redis, job.id)
    for job in stopped:
        ended(job, "stopped")
    redis.set("gate", "open")
    for job in left:
        ended(job)
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
    ended(jobs[1], "stopped")
    assert jobs[0].get_status() == "started"


def test_a_stop_of_an_execution_that_is_over_leaves_the_next_one_of_its_job_alone(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("default", slots=2)
    [first] = runs_now(job).get_executions()
    redis.set("gate", "open")
    ended(job)
    redis.delete("gate")
    again = runs_now(queue.enqueue_job(job))
    beside = queue.enqueue(pool_jobs.sleep_for, 3600)
    runs_now(beside)
    send_command(redis, worker.name, "stop-execution", execution_id=first.id, job_id=job.id)
    send_stop_job_command(redis, beside.id)  # commands are carried out in order
    ended(beside, "stopped")
    assert again.get_status() == "started"


def test_a_job_that_asks_may_end_by_itself_when_stopped(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate", polite=True)
    start_worker("default", stop_grace_secs=30)
    runs_now(job)
    send_stop_job_command(redis, job.id)
    ended(job, "stopped")
    assert redis.hget("interrupted", job.id) == b"stopped"


@pytest.mark.parametrize("function", [pool_jobs.compute_for_ever, pool_jobs.swallow_every_exception])
def test_a_job_that_goes_on_is_stopped_and_its_slot_runs_the_next(
    start_worker: StartWorker, queue: Queue, redis: "Redis", function: Callable[..., None]
) -> None:
    job = queue.enqueue(function)
    after = queue.enqueue(pool_jobs.give, 1)
    start_worker("default", slots=1)
    runs_now(job)
    send_stop_job_command(redis, job.id)
    ended(job, "stopped"), ended(after)


def test_a_job_in_a_call_that_blocks_is_stopped_and_its_slot_runs_the_next(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.sleep_for, 3600, on_stopped=Callback(pool_hooks.tell_stopped))
    start_worker("default", slots=1, overrun_secs=0.5)
    runs_now(job)
    send_stop_job_command(redis, job.id)
    ended(job, "stopped")
    assert told_of(job) == "stopped"
    ended(queue.enqueue(pool_jobs.give, 1))


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_a_process_that_holds_the_interpreter_is_killed_on_stop(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_crash_jobs.hold_the_interpreter, on_stopped=Callback(pool_hooks.tell_stopped))
    start_worker("default", slots=1)
    runs_now(job)
    send_stop_job_command(redis, job.id)
    ended(job, "stopped")
    assert told_of(job) == "stopped"
    assert queue.enqueue(pool_jobs.give, 1)


def test_a_stopped_job_leaves_nothing_behind(start_worker: StartWorker, queue: Queue, redis: "Redis") -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    start_worker("default")
    runs_now(job)
    send_stop_job_command(redis, job.id)
    ended(job, "stopped")
    assert_nothing_is_held(queue, redis)
    assert job.get_executions() == []


# --- kill-horse


def test_kill_horse_fails_all_that_the_worker_runs_and_nothing_else(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    elsewhere = Queue("elsewhere", connection=redis).enqueue(pool_jobs.wait_at, "gate")
    start_worker("elsewhere")
    runs_now(elsewhere)
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(3)]
    waiting = queue.enqueue(pool_jobs.give, 1)
    worker = start_worker("default", slots=3)
    wait_until(lambda: len(inside()) == 4, saying="all run")
    send_kill_horse_command(redis, worker.name)
    for job in jobs:
        assert re.search("Work-horse terminated|JobStopped", error_of(job))
    ended(waiting)
    assert elsewhere.get_status() == "started"
    assert worker.process.poll() is None
    assert queue.started_job_registry.get_job_ids(cleanup=False) == []


def test_a_job_with_retries_is_retried_after_kill_horse(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate", retry=Retry(max=1))
    worker = start_worker("default", slots=1)
    runs_now(job)
    send_kill_horse_command(redis, worker.name)
    wait_until(lambda: runs_of(job) == 2, saying="it is retried")
    redis.set("gate", "open")
    ended(job)
    assert Job.fetch(job.id, connection=redis).retries_left == 0


def test_kill_horse_ends_a_job_that_no_exception_reaches(
    start_worker: StartWorker, queue: Queue, redis: "Redis", tmp_path: Path
) -> None:
    asleep = tmp_path / "asleep"
    job = queue.enqueue(pool_jobs.touch_and_sleep, str(asleep))
    worker = start_worker("default", slots=1, overrun_secs=0.5)
    wait_until(asleep.exists, saying=worker.log.read_text)
    send_kill_horse_command(redis, worker.name)
    assert "Work-horse terminated" in error_of(job)
    ended(queue.enqueue(pool_jobs.give, 1))


def test_kill_horse_at_an_idle_worker_does_nothing(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    worker = start_worker("default", slots=1).wait_until_idle()
    send_kill_horse_command(redis, worker.name)
    # A job that runs when the command arrives is killed.
    wait_until(lambda: "killing what runs" in worker.log.read_text(), saying=worker.log.read_text)
    ended(queue.enqueue(pool_jobs.give, 1))


# --- shutdown, and nonsense


def test_a_shutdown_command_ends_the_worker_after_its_jobs(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    running, waiting = enqueue(queue, 2)
    worker = start_worker("default", slots=1)
    runs_now(running)
    send_shutdown_command(redis, worker.name)
    key = f"rq:worker:{worker.name}"
    wait_until(lambda: redis.hexists(key, "shutdown_requested_date"), saying="it says that it stops")
    redis.set("gate", "open")
    assert worker.wait() == 0
    assert running.is_finished
    assert queue.get_job_ids() == [waiting.id]


def test_commands_that_make_no_sense_leave_the_worker_listening(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    [job] = enqueue(queue, 1)
    worker = start_worker("default")
    runs_now(job)
    for junk in ("no json", "[1]", "{}", '{"command": "no-such-command"}'):
        redis.publish(f"rq:pubsub:{worker.name}", junk)
    send_command(redis, worker.name, "stop-execution", execution_id="nobody", job_id="nobody")
    send_command(redis, worker.name, "stop-job", job_id="nobody")
    send_stop_job_command(redis, job.id)
    wait_until(lambda: is_stopped(job), saying=lambda: worker.log.read_text())

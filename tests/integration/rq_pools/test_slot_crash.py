"""A slot that dies takes its own job, and nothing else, with it; threads share the fate of their worker."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Callback, Queue, Retry
from rq.job import Job

from tests.helpers import pool_crash_jobs, pool_hooks, pool_jobs
from tests.helpers.pool_process import IN_ONE_PROCESS, PoolProcess
from tests.helpers.pool_seen import (
    assert_nothing_is_held,
    ended,
    error_of,
    result_of,
    runs_now,
    runs_of,
    told_of,
)
from tests.helpers.process_tree import exists
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]

only_processes = pytest.mark.parametrize("pool", ["processes"], indirect=True)

DEATHS: dict[str, tuple[Callable[..., object], int | None, str]] = {
    "a kill": (pool_crash_jobs.die_by, signal.SIGKILL, "killed by signal 9 (SIGKILL)"),
    "an abort": (pool_crash_jobs.die_by, signal.SIGABRT, "killed by signal 6 (SIGABRT)"),
    "a bug in C": (pool_crash_jobs.read_nowhere, None, "killed by signal 11 (SIGSEGV)"),
    "an exit": (pool_crash_jobs.leave_at_once, 7, "it exited with code 7"),
    "an exit in order": (pool_crash_jobs.leave_at_once, 0, "it exited with code 0"),
}


@only_processes
@pytest.mark.parametrize("death", DEATHS)
def test_a_job_whose_process_dies_fails_and_says_how(
    start_worker: StartWorker, queue: Queue, redis: "Redis", death: str
) -> None:
    function, argument, told = DEATHS[death]
    job = queue.enqueue(function, *[] if argument is None else [argument])
    start_worker("default", slots=1)
    assert f"Work-horse terminated unexpectedly; {told}" in error_of(job)
    assert job in queue.failed_job_registry
    assert runs_of(job) == 1
    ended(queue.enqueue(pool_jobs.give, 1))  # the child is replaced
    assert_nothing_is_held(queue, redis)


@only_processes
def test_a_job_whose_process_dies_is_retried_as_often_as_it_has_retries(
    start_worker: StartWorker, queue: Queue
) -> None:
    lucky = queue.enqueue(pool_crash_jobs.die_first, 2, signal.SIGKILL, retry=Retry(max=2))
    unlucky = queue.enqueue(pool_crash_jobs.die_first, 9, signal.SIGKILL, retry=Retry(max=2))
    start_worker("default")
    assert ended(lucky).return_value() == "at last"
    assert "killed by signal 9" in error_of(unlucky)
    assert (runs_of(lucky), runs_of(unlucky)) == (3, 3)


@only_processes
def test_the_jobs_in_other_slots_do_not_notice(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    others = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(2)]
    worker = start_worker("default", slots=3)
    wait_until(lambda: len(inside()) == 2, saying="both run")
    before = inside()
    for _ in range(3):
        error_of(queue.enqueue(pool_crash_jobs.die_by, signal.SIGKILL))
    assert {job.id: inside()[job.id] for job in others} == before
    redis.set("gate", "open")
    for job in others:
        ended(job)
        assert runs_of(job) == 1
    assert worker.process.poll() is None


@only_processes
def test_children_that_all_die_at_once_are_all_replaced(start_worker: StartWorker, queue: Queue) -> None:
    jobs = [queue.enqueue(pool_crash_jobs.die_by, signal.SIGKILL) for _ in range(12)]
    start_worker("default", slots=4)
    for job in jobs:
        error_of(job)
    assert [ended(queue.enqueue(pool_jobs.give, number)).return_value() for number in range(8)] == list(
        range(8)
    )


@only_processes
def test_rqs_hook_for_killed_work_horses_is_called(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_crash_jobs.die_by, signal.SIGKILL)
    start_worker("--worker-class", pool_hooks.TELLING["processes"], "default", slots=1)
    error_of(job)
    assert told_of(job) == f"killed {int(redis.hget('inside', job.id) or 0)} -9"


@only_processes
def test_a_process_that_dies_while_the_callback_runs_fails_its_job(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.give, 1, on_success=Callback(pool_hooks.die_in_callback))
    start_worker("default", slots=1)
    assert "killed by signal 9" in error_of(job)
    assert_nothing_is_held(queue, redis)


@only_processes
def test_what_a_job_has_started_dies_with_its_process(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_crash_jobs.wait_for_a_process)
    worker = start_worker("default", slots=1)
    wait_until(lambda: redis.hexists("started", job.id), saying="it has started a process")
    started = int(redis.hget("started", job.id) or 0)
    assert exists(started)
    os.kill(inside()[job.id], signal.SIGKILL)
    error_of(job)
    wait_until(lambda: not exists(started), saying="the process is gone")
    assert worker.process.poll() is None


@only_processes
def test_a_child_that_left_a_process_behind_is_seen_to_be_dead(
    start_worker: StartWorker, queue: Queue
) -> None:
    """The process holds the pipe to the worker open, as the child's end alone would tell."""
    job = queue.enqueue(pool_crash_jobs.leave_a_process_behind)
    start_worker("default", slots=1)
    assert "killed by signal 9" in error_of(job)


@pytest.mark.parametrize("pool", IN_ONE_PROCESS, indirect=True)
def test_threads_share_the_fate_of_their_worker_and_another_one_runs_their_jobs(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(2)]
    doomed = start_worker("default", slots=3)
    wait_until(lambda: len(inside()) == 2, saying="both run")
    killer = queue.enqueue(pool_crash_jobs.die_first, 1, signal.SIGKILL)
    assert doomed.wait() == -signal.SIGKILL
    redis.set("gate", "open")
    start_worker("default", slots=3)
    for job in [*jobs, killer]:
        ended(job)
        assert runs_of(job) == 2


# --- children that have done enough


def pids(jobs: list[Job]) -> list[int]:
    returned: list[Any] = [ended(job).return_value() for job in jobs]
    return [int(pid) for pid in returned]


@only_processes
def test_a_child_is_replaced_after_so_many_jobs(start_worker: StartWorker, queue: Queue) -> None:
    jobs = [queue.enqueue(pool_jobs.tell_pid) for _ in range(7)]
    start_worker("default", slots=1, max_jobs_per_child=3)
    seen = pids(jobs)
    assert [seen.count(pid) for pid in dict.fromkeys(seen)] == [3, 3, 1]
    wait_until(lambda: not any(exists(pid) for pid in set(seen[:6])), saying="the replaced ones have ended")


@only_processes
def test_children_live_on_by_default(start_worker: StartWorker, queue: Queue) -> None:
    jobs = [queue.enqueue(pool_jobs.tell_pid) for _ in range(20)]
    start_worker("default", slots=1)
    assert len(set(pids(jobs))) == 1


@only_processes
def test_replacing_children_loses_no_job_and_runs_none_twice(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    jobs = [queue.enqueue(pool_jobs.count_run) for _ in range(30)]
    start_worker("default", slots=3, max_jobs_per_child=1)
    for job in jobs:
        ended(job)
        assert result_of(job).worker_name
    assert redis.hvals("runs") == [b"1"] * 30


@only_processes
def test_replaced_children_leave_no_file_open(start_worker: StartWorker, queue: Queue) -> None:
    worker = start_worker("default", slots=1, max_jobs_per_child=1)

    def open_files_after(jobs: int) -> int:
        pids([queue.enqueue(pool_jobs.tell_pid) for _ in range(jobs)])
        return len(list(Path(f"/proc/{worker.process.pid}/fd").iterdir()))

    before = open_files_after(5)
    wait_until(lambda: open_files_after(25) <= before + 5, saying=f"no more than the {before} files at first")


@only_processes
def test_the_last_job_of_a_child_does_not_delay_the_stop_of_its_worker(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("default", slots=1, max_jobs_per_child=1)
    runs_now(job)
    worker.signal()
    redis.set("gate", "open")
    assert worker.wait() == 0
    assert job.is_finished


def test_a_copy_of_the_process_that_a_job_forks_and_comes_back_in_is_no_second_slot(
    start_worker: StartWorker, queue: Queue, pool: str
) -> None:
    if pool == "interpreters":
        pytest.skip("a sub-interpreter refuses to fork")
    worker = start_worker("default", slots=1)
    assert ended(queue.enqueue(pool_crash_jobs.fork_and_return)).return_value() == "parent"
    results = [ended(queue.enqueue(pool_jobs.give, number)).return_value() for number in range(3)]
    assert results == [0, 1, 2]
    assert worker.process.poll() is None

"""Time limits of jobs: an exception first; then the process is killed, or the thread abandoned."""

from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis
from rq import Callback, Queue, Retry

from tests.helpers import pool_crash_jobs, pool_hooks, pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.pool_seen import ended, error_of, runs_now, runs_of, told_of
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]

WORKER_SETTINGS = {"overrun_secs": 0.5}
MESSAGE = "rq.timeouts.JobTimeoutException: Task exceeded maximum timeout value ({} seconds)"


def assert_all_slots_work(queue: Queue) -> None:
    """As many jobs run at once as the worker has slots."""
    redis = queue.connection
    jobs = [queue.enqueue(pool_jobs.wait_at, "all-slots") for _ in range(3)]
    wait_until(lambda: all(redis.hexists("inside", job.id) for job in jobs), saying="all slots run a job")
    redis.set("all-slots", "open")
    for job in jobs:
        ended(job)
    redis.delete("all-slots")


def test_two_jobs_whose_time_is_up_at_once_are_each_told_their_own_limit(served: Queue) -> None:
    jobs = {secs: served.enqueue(pool_jobs.compute_for_ever, job_timeout=secs) for secs in (1, 2)}
    others = {secs: served.enqueue(pool_jobs.compute_for_ever, job_timeout=secs) for secs in (2, 1)}
    for secs, job in [*jobs.items(), *others.items()]:
        assert MESSAGE.format(secs) in error_of(job)
    assert_all_slots_work(served)


def test_rqs_exception_is_as_it_was_after_a_job_ran_out_of_time(served: Queue) -> None:
    error_of(served.enqueue(pool_jobs.compute_for_ever, job_timeout=1))
    tellers = [served.enqueue(pool_jobs.tell_time_out_class) for _ in range(6)]
    assert [ended(job).return_value() for job in tellers] == [["mine", ""]] * 6


def test_a_job_may_catch_its_time_limit_and_come_to_an_end(served: Queue) -> None:
    job = ended(served.enqueue(pool_jobs.time_out_in_order, job_timeout=1))
    assert job.return_value() == "Task exceeded maximum timeout value (1 seconds)"


def test_a_job_without_a_time_limit_is_not_interrupted(served: Queue) -> None:
    endless = served.enqueue(pool_jobs.wait_at, "endless", job_timeout=-1)
    limited = served.enqueue(pool_jobs.compute_for_ever, job_timeout=1)
    error_of(limited)
    served.connection.set("endless", "open")
    ended(endless)


def test_a_time_limit_hits_its_own_job_and_not_the_next_in_the_slot(served: Queue) -> None:
    for before in [served.enqueue(pool_jobs.give, 1, job_timeout=1) for _ in range(9)]:
        ended(before)
    jobs = [runs_now(served.enqueue(pool_jobs.wait_at, "later", job_timeout=60)) for _ in range(2)]
    error_of(served.enqueue(pool_jobs.compute_for_ever, job_timeout=1))  # the time of all before is up, too
    served.connection.set("later", "open")
    for job in jobs:
        ended(job)


def test_a_job_whose_time_is_up_is_retried_if_it_has_retries(served: Queue) -> None:
    job = served.enqueue(pool_jobs.sleep_for, 3600, job_timeout=1, retry=Retry(max=1))
    assert MESSAGE.format(1) in error_of(job)
    assert runs_of(job) == 2


def test_a_job_in_a_call_that_blocks_fails_on_time_and_its_slot_goes_on(served: Queue) -> None:
    """In a thread nothing can interrupt the call: the job fails, and the thread is left to itself."""
    jobs = [
        served.enqueue(pool_jobs.sleep_for, 3600, job_timeout=1, on_failure=Callback(pool_hooks.tell_failure))
        for _ in range(2)
    ]
    for job in jobs:
        assert MESSAGE.format(1) in error_of(job)
        assert told_of(job).startswith("failure JobTimeoutException: ")
        assert job in served.failed_job_registry
    assert_all_slots_work(served)


def test_a_job_that_swallows_the_exception_fails_all_the_same(served: Queue) -> None:
    job = served.enqueue(
        pool_jobs.swallow_every_exception, job_timeout=1, on_failure=Callback(pool_hooks.tell_failure)
    )
    assert "JobTimeoutException" in error_of(job)
    assert told_of(job).startswith("failure JobTimeoutException: ")
    assert_all_slots_work(served)


def test_a_process_that_holds_its_interpreter_is_killed_after_its_time(served: Queue) -> None:
    if "processes" not in served.name:
        pytest.skip("whoever holds the interpreter lock that the worker needs stops the worker")
    beside = served.enqueue(pool_jobs.wait_at, "beside")
    pid: Any = served.connection.hget("inside", runs_now(beside).id)
    job = served.enqueue(pool_crash_jobs.hold_the_interpreter, job_timeout=1)
    assert "(1 seconds), and did not end within 0.5 seconds more" in error_of(job)
    later: Any = served.connection.hget("inside", beside.id)
    assert int(later) == int(pid)
    served.connection.set("beside", "open")
    ended(beside)
    assert runs_of(beside) == 1
    assert_all_slots_work(served)


@pytest.mark.parametrize("pool", ["threads"], indirect=True)
def test_a_worker_with_too_many_stuck_threads_ends_its_jobs_and_asks_to_be_started_anew(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    stuck = [queue.enqueue(pool_jobs.sleep_for, 3600, job_timeout=1) for _ in range(17)]
    worker = start_worker("default", slots=18, overrun_secs=0.2)
    running = runs_now(queue.enqueue(pool_jobs.wait_at, "gate"))
    for job in stuck:
        error_of(job)
    key = f"rq:worker:{worker.name}"
    wait_until(lambda: redis.hexists(key, "shutdown_requested_date"), saying="it says that it stops")
    waiting = queue.enqueue(pool_jobs.give, 1)
    redis.set("gate", "open")
    assert worker.wait() == 1
    assert running.is_finished
    assert queue.get_job_ids() == [waiting.id]
    assert "too many slots are beyond repair" in worker.log.read_text()

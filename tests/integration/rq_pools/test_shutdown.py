"""A worker that is told to end: quiet, then stop at the drain deadline, then hard."""

import signal
from collections.abc import Callable

import pytest
from redis import Redis
from rq import Callback, Queue, Retry
from rq.command import send_stop_job_command
from rq.job import Job

from tests.helpers import pool_hooks, pool_jobs
from tests.helpers.pool_process import PoolProcess
from tests.helpers.process_tree import processes_of_session
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]
Inside = Callable[[], dict[str, int]]


def is_told_to_stop(redis: "Redis", worker: PoolProcess) -> bool:
    return redis.hexists(f"rq:worker:{worker.name}", "shutdown_requested_date")


def assert_is_back(job: Job, queue: Queue, redis: "Redis") -> None:
    """The job waits on its queue, as if it had never run."""
    assert job.get_status() == "queued"
    assert queue.started_job_registry.get_job_ids(cleanup=False) == []
    assert queue.intermediate_queue.get_job_ids() == []
    for registry in (queue.failed_job_registry, queue.finished_job_registry, queue.scheduled_job_registry):
        assert job.id not in registry.get_job_ids()
    assert job.get_executions() == []
    assert not list(redis.scan_iter("rq:execution:*"))
    assert job.latest_result() is None


def test_a_job_that_ends_before_the_deadline_is_waited_for_and_no_other_is_taken(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    running, waiting = (queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(2))
    worker = start_worker("default", slots=1, stop_grace_secs=0)
    wait_until(lambda: inside(), saying="the first runs")
    worker.signal()
    wait_until(lambda: is_told_to_stop(redis, worker), saying="it has understood")
    redis.set("gate", "open")
    assert worker.wait() == 0
    assert running.is_finished
    assert queue.get_job_ids() == [waiting.id]
    assert not redis.exists(f"rq:worker:{worker.name}:executions")
    assert redis.smembers("rq:workers") == set()


def test_what_does_not_end_by_the_deadline_is_handed_back_to_the_front_and_run_by_another_worker(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    running = queue.enqueue(pool_jobs.wait_at, "gate", retry=Retry(max=1))
    waiting = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("default", slots=1, drain_secs=0.3)
    wait_until(lambda: inside(), saying="the first runs")
    worker.signal()
    assert worker.wait() == 0
    assert queue.get_job_ids() == [running.id, waiting.id]
    assert_is_back(running, queue, redis)
    assert Job.fetch(running.id, connection=redis).retries_left == 1
    redis.set("gate", "open")
    assert start_worker("--burst", "default").wait() == 0
    assert running.is_finished
    assert waiting.is_finished
    assert redis.hget("runs", running.id) == b"2"


def test_a_second_signal_hands_back_at_once(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("default", drain_secs=3600)
    wait_until(lambda: inside(), saying="it runs")
    worker.signal(signal.SIGINT)
    wait_until(lambda: is_told_to_stop(redis, worker), saying="it has understood")
    key = f"rq:worker:{worker.name}"
    beats = {redis.hget(key, "last_heartbeat")}

    def have_come() -> bool:
        beats.add(redis.hget(key, "last_heartbeat"))
        return len(beats) > 6

    wait_until(have_come, saying="a second passes")
    assert worker.process.poll() is None
    worker.signal(signal.SIGTERM)
    assert worker.wait() == 0
    assert_is_back(job, queue, redis)


def test_a_second_signal_within_a_second_is_the_first_one_again(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate")
    worker = start_worker("default", drain_secs=3600, stop_grace_secs=0)
    wait_until(lambda: inside(), saying="it runs")
    worker.signal(signal.SIGINT)
    worker.signal(signal.SIGTERM)
    wait_until(lambda: is_told_to_stop(redis, worker), saying="it has understood")
    redis.set("gate", "open")
    assert worker.wait() == 0
    assert job.is_finished


def test_a_job_that_asks_ends_early_and_is_handed_back(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.wait_at, "gate", polite=True)
    worker = start_worker("default", drain_secs=0.1, stop_grace_secs=30)
    wait_until(lambda: inside(), saying="it runs")
    worker.signal()
    assert worker.wait(within_secs=15) == 0
    assert redis.hget("interrupted", job.id) == b"handed back"
    assert_is_back(job, queue, redis)


def test_a_stuck_job_does_not_keep_the_worker_from_ending(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.sleep_for, 3600)
    worker = start_worker("default", drain_secs=0.1)
    wait_until(lambda: inside(), saying="it runs")
    worker.signal()
    assert worker.wait(within_secs=10) == 0
    assert_is_back(job, queue, redis)


def test_a_job_that_was_stopped_is_not_handed_back_at_the_end(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.sleep_for, 3600)
    worker = start_worker("default", drain_secs=0.1, stop_grace_secs=1)
    wait_until(lambda: inside(), saying="it runs")
    send_stop_job_command(redis, job.id)
    worker.signal()
    assert worker.wait() == 0
    assert job.get_status() == "stopped"
    assert len(queue) == 0


def test_many_jobs_are_all_handed_back_before_those_that_wait(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    running = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(6)]
    worker = start_worker("default", slots=6, drain_secs=0.1)
    wait_until(lambda: len(inside()) == 6, saying="all run")
    waiting = queue.enqueue(pool_jobs.wait_at, "gate")
    worker.signal()
    assert worker.wait() == 0
    assert set(queue.get_job_ids()[:6]) == {job.id for job in running}
    assert queue.get_job_ids()[6:] == [waiting.id]
    for job in running:
        assert_is_back(job, queue, redis)


def test_a_job_handed_back_has_neither_failed_nor_been_stopped_for_its_callbacks(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    job = queue.enqueue(
        pool_jobs.wait_at,
        "gate",
        on_failure=Callback(pool_hooks.tell_failure),
        on_stopped=Callback(pool_hooks.tell_stopped),
    )
    worker = start_worker("default", drain_secs=0.1)
    wait_until(lambda: inside(), saying="it runs")
    worker.signal()
    assert worker.wait() == 0
    assert_is_back(job, queue, redis)
    assert not redis.exists("told")


def test_an_idle_worker_ends_at_once_and_leaves_no_name_behind(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    worker = start_worker("default", "other", as_by_default=True).wait_until_idle()
    worker.signal()
    assert worker.wait(within_secs=8) == 0
    assert list(redis.scan_iter("rq:workers*")) == []
    assert redis.hexists(f"rq:worker:{worker.name}", "death")
    assert 0 < redis.ttl(f"rq:worker:{worker.name}") <= 60


def test_what_a_terminal_sends_to_all_processes_interrupts_no_job(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis"
) -> None:
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(2)]
    worker = start_worker("default")
    wait_until(lambda: len(inside()) == 2, saying="both run")
    worker.signal_tree(signal.SIGINT)
    wait_until(lambda: is_told_to_stop(redis, worker), saying="it has understood")
    redis.set("gate", "open")
    assert worker.wait() == 0
    assert [job.is_finished for job in jobs] == [True, True]


@pytest.mark.parametrize("function", [pool_jobs.sleep_for, pool_jobs.compute_for_ever])
def test_docker_stop_with_a_grace_longer_than_the_deadline_never_needs_to_kill(
    start_worker: StartWorker, queue: Queue, inside: Inside, redis: "Redis", function: Callable[..., None]
) -> None:
    """Whatever the job does, it is back on its queue, and the worker gone, in the ten seconds of grace."""
    job = queue.enqueue(function, *[3600] if function is pool_jobs.sleep_for else [])
    worker = start_worker("default", as_by_default=True, drain_secs=2)
    wait_until(lambda: inside(), saying="it runs")
    worker.signal()
    assert worker.wait(within_secs=10) == 0
    assert_is_back(job, queue, redis)


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_a_worker_whose_children_are_never_ready_heeds_a_signal(
    start_worker: StartWorker, queue: Queue
) -> None:
    name = f"{pool_hooks.__name__}.{pool_hooks.HangsAtTheStart.__name__}"
    job = queue.enqueue(pool_jobs.give, 1)
    worker = start_worker("--worker-class", name, "default")
    everybody = 4  # the worker, its zygote, and two children
    wait_until(
        lambda: len(processes_of_session(worker.process.pid)) == everybody, saying=worker.log.read_text
    )
    worker.signal()
    assert worker.wait() == 0
    assert job.get_status() == "queued"

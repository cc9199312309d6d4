"""What RQ's users bring along: classes of jobs, queues and workers, serializers, initializers, handlers."""

import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job

from tests.helpers import pool_crash_jobs, pool_hooks, pool_jobs
from tests.helpers.databases import url_of
from tests.helpers.pool_process import ROOT, WORKER_CLASSES, PoolProcess, environment
from tests.helpers.pool_seen import ended, error_of, runs_now
from tests.helpers.waiting import wait_until

StartWorker = Callable[..., PoolProcess]

HOOKS = "tests.helpers.pool_hooks"
IN_A_PROGRAM = """
import sys
from redis import Redis
from rq import Queue
import rq_pools
from tests.helpers import pool_hooks

connection = Redis.from_url(sys.argv[1])
worker = getattr(rq_pools, sys.argv[2])(["default"], connection=connection, {arguments})
print(worker.work(burst=True, logging_level="ERROR"))
"""


def run_program(redis: "Redis", pool: str, arguments: str) -> "subprocess.CompletedProcess[str]":
    """A program of somebody's own that makes a worker, and has it work until the queue is empty."""
    return subprocess.run(
        [sys.executable, "-c", IN_A_PROGRAM.format(arguments=arguments), url_of(redis), class_name(pool)],
        env=environment({"slots": 2}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def class_name(pool: str) -> str:
    return WORKER_CLASSES[pool].rpartition(".")[2]


# --- on RQ's command line


def test_jobs_of_a_class_of_ones_own_are_performed_by_it(start_worker: StartWorker, redis: "Redis") -> None:
    queue = Queue(connection=redis, job_class=pool_hooks.SignedJob)
    start_worker("--job-class", f"{HOOKS}.SignedJob", "default")
    for number in range(4):
        assert ended(queue.enqueue(pool_jobs.give, number)).return_value() == ["SignedJob", number]


def test_a_job_class_that_loads_its_jobs_in_its_own_way_does_so(
    start_worker: StartWorker, queue: Queue
) -> None:
    start_worker("--job-class", f"{HOOKS}.ReloadedJob", "default")
    for number in range(4):
        assert ended(queue.enqueue(pool_jobs.give, number)).return_value() == ["reloaded", number]


def test_a_queue_class_of_ones_own_gives_its_time_limit(start_worker: StartWorker, redis: "Redis") -> None:
    job = Job.create(pool_jobs.compute_for_ever, connection=redis, origin="default")
    job.save()
    queue = pool_hooks.HastyQueue(connection=redis)
    queue.push_job_id(job.id)
    start_worker("--queue-class", f"{HOOKS}.HastyQueue", "default")
    assert "maximum timeout value (1 seconds)" in error_of(job)


def test_a_serializer_of_ones_own_reads_and_writes_jobs_and_results(
    start_worker: StartWorker, redis: "Redis"
) -> None:
    queue = Queue(connection=redis, serializer=pool_hooks.HastyJSON)
    start_worker("--serializer", f"{HOOKS}.HastyJSON", "default")
    job = ended(queue.enqueue(pool_jobs.tell_meta, "a", [2], meta={"a": {"b": 1}}))
    assert job.return_value() == {"b": 1}
    assert str(redis.hget(job.key, "meta")).startswith("b'hasty")


def test_what_a_subclass_overrides_holds_in_every_slot(
    start_worker: StartWorker, queue: Queue, redis: "Redis", pool: str
) -> None:
    jobs = [queue.enqueue(pool_jobs.wait_at, "gate") for _ in range(2)]
    start_worker("--worker-class", pool_hooks.TELLING[pool], "default")
    for job in jobs:
        runs_now(job)
    assert redis.hgetall("performed") == redis.hgetall("inside")
    redis.set("gate", "open")
    for job in jobs:
        ended(job)


def test_without_rqs_own_handler_a_failure_is_told_to_ones_own_only(
    start_worker: StartWorker, queue: Queue, redis: "Redis"
) -> None:
    job = queue.enqueue(pool_jobs.fail, "oh")
    start_worker(
        "--disable-default-exception-handler", "--exception-handler", f"{HOOKS}.tell_handled", "default"
    )
    ended(job, "failed")
    assert redis.lrange(f"handled-{job.id}", 0, -1) == [b"first ValueError: oh"]
    assert job.latest_result() is None
    assert job not in queue.failed_job_registry


@pytest.mark.parametrize("is_told", [True, False])
def test_descriptions_of_jobs_are_in_the_log_unless_unwanted(
    start_worker: StartWorker, queue: Queue, *, is_told: bool
) -> None:
    jobs = [queue.enqueue(pool_jobs.give, 1, description="a secret") for _ in range(3)]
    worker = start_worker(*[] if is_told else ["--disable-job-desc-logging"], "default", slots=1)
    for job in jobs:
        ended(job)
    wait_until(lambda: worker.log.read_text().count("Job OK") == 3, saying="all are in the log")
    assert worker.log.read_text().count("a secret (") == (3 if is_told else 0)
    assert all(job.id in worker.log.read_text() for job in jobs)


def test_the_result_ttl_of_the_command_line_counts(start_worker: StartWorker, queue: Queue) -> None:
    job = queue.enqueue(pool_jobs.give, 1)
    start_worker("--results-ttl", "77", "default")
    ended(job)
    assert 0 < queue.connection.ttl(job.key) <= 77


# --- in a program


def test_slots_can_be_given_in_a_program(redis: "Redis", queue: Queue, pool: str) -> None:
    jobs = [queue.enqueue(pool_jobs.wait_for_crowd, 5) for _ in range(5)]
    done = run_program(redis, pool, "slots=5")
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr
    assert {job.get_status() for job in jobs} == {"finished"}


def test_a_program_hears_whether_there_was_anything_to_do(redis: "Redis", pool: str) -> None:
    done = run_program(redis, pool, "slots=1")
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_the_initializer_runs_once_in_each_child(redis: "Redis", queue: Queue, pool: str) -> None:
    jobs = [queue.enqueue(pool_hooks.is_initialized) for _ in range(4)]
    run_program(redis, pool, "slots=2, initializer=pool_hooks.initialize")
    assert [job.return_value() for job in jobs] == [True] * 4


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_a_worker_whose_children_cannot_start_ends_before_it_takes_a_job(
    redis: "Redis", queue: Queue, pool: str
) -> None:
    queue.enqueue(pool_jobs.give, 1)
    done = run_program(redis, pool, "slots=1, initializer=pool_hooks.break_initializer")
    assert done.returncode != 0
    assert "this child cannot start" in done.stderr
    assert len(queue) == 1
    assert redis.smembers("rq:workers") == set()


@pytest.mark.parametrize("pool", ["processes"], indirect=True)
def test_the_handler_of_killed_work_horses_is_called(redis: "Redis", queue: Queue, pool: str) -> None:
    job = queue.enqueue(pool_crash_jobs.die_by, signal.SIGKILL)
    run_program(redis, pool, "slots=1, work_horse_killed_handler=pool_hooks.tell_killed")
    told = redis.hget("told", job.id)
    assert told == f"killed {int(redis.hget('inside', job.id) or 0)} -9".encode()


AFTER_A_REFUSAL = """
import sys
from pathlib import Path
from redis import Redis
from rq_pools import ProcessPoolWorker

if __name__ == "__main__":
    try:
        ProcessPoolWorker(["default"], name="taken", connection=Redis.from_url(sys.argv[1])).work(burst=True)
    except ValueError as error:
        print(error)
    print(*[path.read_text() for path in Path("/proc/self/task").glob("*/children")])
"""


def test_a_worker_that_may_not_register_leaves_no_process_behind(redis: "Redis") -> None:
    redis.hset("rq:worker:taken", "birth", "today")
    done = subprocess.run(
        [sys.executable, "-c", AFTER_A_REFUSAL, url_of(redis)],
        env=environment({}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    refused, children = done.stdout.splitlines()[-2:]
    assert "active worker" in refused
    assert children.split() == []

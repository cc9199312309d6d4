"""What RQ promises of one job at a time holds for N: results, failures, retries, time limits, callbacks."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Queue, Retry
from rq.job import Callback, Job
from rq.serializers import JSONSerializer

from tests.helpers import pool_jobs
from tests.helpers.databases import Databases
from tests.helpers.pool_process import PoolProcess
from tests.helpers.waiting import wait_until


@pytest.fixture(scope="module")
def shared_redis(databases: Databases) -> Iterator["Redis"]:
    """One database for this module: its tests use jobs of their own, and one worker a pool."""
    with databases.clean() as connection:
        yield connection


@pytest.fixture(scope="module", params=["threads-json", "processes-pickle"])
def queue(
    request: pytest.FixtureRequest, shared_redis: "Redis", tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Queue]:
    """A queue that a worker with 3 slots serves."""
    pool, serializer = request.param.split("-")
    name = f"queue-{request.param}"
    flags = ["--serializer", "rq.serializers.JSONSerializer"] if serializer == "json" else []
    folder = tmp_path_factory.mktemp("worker")
    worker = PoolProcess(shared_redis, pool, [*flags, name], folder / "log", {"slots": 3, "overrun_secs": 1})
    yield Queue(name, connection=shared_redis, serializer=JSONSerializer if flags else None)
    worker.clear()


@pytest.fixture
def ended(queue: Queue) -> Callable[[Job, str], Job]:
    """Waits until a job has come to the status."""

    def wait(job: Job, status: str) -> Job:
        wait_until(lambda: job.get_status() == status, saying=lambda: f"{status}; {job.latest_result()!r}")
        return job

    return wait


Ended = Callable[[Job, str], Job]


def result_of(job: Job) -> Any:
    result = job.latest_result()
    assert result is not None
    return result


def test_a_result_is_kept(queue: Queue, ended: Ended) -> None:
    job = ended(queue.enqueue(pool_jobs.give, {"a": [1, "ä"]}), "finished")
    assert job.return_value() == {"a": [1, "ä"]}
    assert job in queue.finished_job_registry
    assert job.get_executions() == []


def test_a_job_that_raises_fails_with_its_traceback(queue: Queue, ended: Ended) -> None:
    job = ended(queue.enqueue(pool_jobs.fail, "no such luck"), "failed")
    assert "ValueError: no such luck" in result_of(job).exc_string
    assert job in queue.failed_job_registry
    assert len(queue.started_job_registry.get_job_ids(cleanup=False)) == 0


def test_a_job_is_retried_as_often_as_asked(queue: Queue, ended: Ended) -> None:
    lucky = queue.enqueue(pool_jobs.fail_first, 2, retry=Retry(max=2))
    unlucky = queue.enqueue(pool_jobs.fail_first, 3, retry=Retry(max=2))
    assert ended(lucky, "finished").return_value() == "at last"
    ended(unlucky, "failed")
    assert queue.connection.hget("runs", unlucky.id) == b"3"


def test_a_job_that_returns_retry_runs_again(queue: Queue, ended: Ended) -> None:
    assert ended(queue.enqueue(pool_jobs.ask_for_retry), "finished").return_value() == "again"


def test_each_job_has_its_own_time_limit(queue: Queue, ended: Ended) -> None:
    shorter = queue.enqueue(pool_jobs.compute_for_ever, job_timeout=1)
    longer = queue.enqueue(pool_jobs.compute_for_ever, job_timeout=2)
    message = "rq.timeouts.JobTimeoutException: Task exceeded maximum timeout value ({} seconds)"
    assert message.format(1) in result_of(ended(shorter, "failed")).exc_string
    assert message.format(2) in result_of(ended(longer, "failed")).exc_string
    after = [queue.enqueue(pool_jobs.give, number) for number in range(6)]
    assert [ended(job, "finished").return_value() for job in after] == list(range(6))


def test_a_job_without_a_result_ttl_leaves_nothing(queue: Queue) -> None:
    job = queue.enqueue(pool_jobs.give, 1, result_ttl=0)
    wait_until(lambda: not Job.exists(job.id, queue.connection), saying="the job is gone")
    wait_until(lambda: not list(queue.connection.scan_iter(f"*{job.id}*")), saying="no key of it is left")


def test_callbacks_are_called(queue: Queue, ended: Ended) -> None:
    succeeds = queue.enqueue(pool_jobs.give, 7, on_success=Callback(pool_jobs.tell_success))
    fails = queue.enqueue(pool_jobs.fail, "oh", on_failure=Callback(pool_jobs.tell_failure))
    stops = queue.enqueue(pool_jobs.stop_itself, on_stopped=Callback(pool_jobs.tell_stopped))
    ended(succeeds, "finished"), ended(fails, "failed"), ended(stops, "stopped")
    told = queue.connection.hmget("told", [succeeds.id, fails.id, stops.id])
    assert told == [b"success 7", b"failure ValueError: oh", b"stopped"]


def test_dependents_run_after_what_they_depend_on(queue: Queue, ended: Ended) -> None:
    first = queue.enqueue(pool_jobs.wait_at, f"{queue.name}-dependents")
    second = queue.enqueue(pool_jobs.give, 2, depends_on=first)
    wait_until(lambda: first.get_status() == "started", saying="the first runs")
    assert second.get_status() == "deferred"
    queue.connection.set(f"{queue.name}-dependents", "open")
    assert ended(second, "finished").return_value() == 2


def test_each_slot_knows_its_own_job(queue: Queue, ended: Ended) -> None:
    jobs = [queue.enqueue(pool_jobs.whoami) for _ in range(3)]
    wait_until(
        lambda: all(queue.connection.hexists("inside", job.id) for job in jobs), saying="all run at once"
    )
    queue.connection.set("gate", "open")
    answers = [ended(job, "finished").return_value() for job in jobs]
    queue.connection.delete("gate")
    assert [answer[:2] for answer in answers] == [[job.id, job.id] for job in jobs]
    assert len({tuple(answer[2:]) for answer in answers}) == 3


def test_a_job_may_start_processes(queue: Queue, ended: Ended) -> None:
    assert ended(queue.enqueue(pool_jobs.start_a_process), "finished").return_value() == 0


def test_a_result_that_cannot_be_written_is_said_to_be_so(queue: Queue, ended: Ended) -> None:
    if queue.serializer is not JSONSerializer:
        pytest.skip("pickle writes nearly anything")
    job = ended(queue.enqueue(pool_jobs.give_a_set), "finished")
    assert job.return_value() == "Unserializable return value"


# What garbage there may be on a queue: the worker survives each, and runs the next job.


def test_an_id_without_a_job_is_dropped(queue: Queue, ended: Ended) -> None:
    queue.push_job_id("nobody")
    queue.connection.rpush(queue.key, b"\xff\xfe")
    assert ended(queue.enqueue(pool_jobs.give, 1), "finished").return_value() == 1
    assert queue.get_job_ids() == []


@pytest.mark.parametrize(
    "junk", [{"junk": "junk"}, {"data": "x", "timeout": "soon"}, {"data": "", "created_at": "?"}]
)
def test_a_hash_that_is_no_job_is_marked_as_failed_and_dropped(
    queue: Queue, ended: Ended, junk: dict[str, Any]
) -> None:
    queue.connection.hset("rq:job:junk", mapping=junk | {"status": "queued"})
    queue.push_job_id("junk")
    ended(queue.enqueue(pool_jobs.give, 1), "finished")
    wait_until(lambda: queue.connection.hget("rq:job:junk", "status") == b"failed", saying="it is marked")
    assert queue.get_job_ids() == []
    assert queue.started_job_registry.get_job_ids(cleanup=False) == []
    assert queue.intermediate_queue.get_job_ids() == []


def test_a_job_whose_data_cannot_be_read_fails(queue: Queue, ended: Ended) -> None:
    job = queue.enqueue(pool_jobs.give, 1, at_front=True, job_id=f"{queue.name}-unreadable", depends_on=[])
    unreadable = Job.create("builtins.print", connection=queue.connection, serializer=queue.serializer)
    unreadable.origin, unreadable.timeout = queue.name, 5
    unreadable.save()
    queue.connection.hset(unreadable.key, mapping={"data": b"\x00junk", "status": "queued"})
    queue.push_job_id(unreadable.id)
    ended(unreadable, "failed")
    assert "DeserializationError" in result_of(unreadable).exc_string
    ended(job, "finished")


def test_a_job_whose_function_does_not_exist_fails(queue: Queue, ended: Ended) -> None:
    job = ended(queue.enqueue("tests.helpers.pool_jobs.no_such_function"), "failed")
    assert "no_such_function" in result_of(job).exc_string


def test_a_job_found_on_another_queue_than_its_own_runs_once(queue: Queue, ended: Ended) -> None:
    job = Queue("nobody-serves-this", connection=queue.connection, serializer=queue.serializer).enqueue(
        pool_jobs.count_run
    )
    queue.push_job_id(job.id)
    ended(job, "finished")
    assert queue.intermediate_queue.get_job_ids() == []
    assert queue.connection.hget("runs", job.id) == b"1"


def test_a_job_that_swallows_its_time_limit_loses_its_process(
    queue: Queue, ended: Ended, tmp_path: Path
) -> None:
    if "threads" in queue.name:
        pytest.skip("only a process can be killed")
    job = queue.enqueue(pool_jobs.swallow_every_exception, job_timeout=1)
    assert "after its time limit" in result_of(ended(job, "failed")).exc_string
    after = [queue.enqueue(pool_jobs.give, number) for number in range(6)]
    assert [ended(job, "finished").return_value() for job in after] == list(range(6))

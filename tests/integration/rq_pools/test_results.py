"""What a job does and leaves behind: its result, its meta, its place in RQ's registries."""

from functools import partial
from typing import Any

import pytest
from rq import Queue
from rq.group import Group
from rq.job import Job

from tests.helpers import pool_jobs
from tests.helpers.pool_seen import ended, error_of, result_of, runs_now, runs_of
from tests.helpers.waiting import wait_until


def test_a_result_is_kept(served: Queue) -> None:
    job = ended(served.enqueue(pool_jobs.give, {"a": [1, "ä"]}))
    assert job.return_value() == {"a": [1, "ä"]}
    assert job in served.finished_job_registry
    assert job.get_executions() == []
    assert 0 < served.connection.ttl(job.key) <= 500


def test_all_that_rq_notes_about_a_run_is_noted(served: Queue) -> None:
    job = ended(served.enqueue(pool_jobs.give, 1))
    result = result_of(job)
    assert job.enqueued_at is not None
    assert job.started_at is not None
    assert job.ended_at is not None
    assert job.enqueued_at <= job.started_at <= job.ended_at
    assert job.worker_name == result.worker_name
    assert job.worker_name.split("-")[0] in served.name
    assert result.execution_id is not None
    assert result.execution_started_at is not None
    assert result.execution_ended_at is not None
    assert result.execution_started_at <= result.execution_ended_at


def test_a_job_that_raises_fails_with_its_traceback(served: Queue) -> None:
    job = served.enqueue(pool_jobs.fail, "no such luck")
    assert "ValueError: no such luck" in error_of(job)
    assert job in served.failed_job_registry
    assert job not in served.started_job_registry


def test_a_job_without_a_result_ttl_leaves_nothing(served: Queue) -> None:
    jobs = [served.enqueue(pool_jobs.give, 1, result_ttl=0) for _ in range(5)]
    redis = served.connection

    def is_gone(job: Job) -> bool:
        return not Job.exists(job.id, redis)

    def has_no_key(job: Job) -> bool:
        return not list(redis.scan_iter(f"*{job.id}*"))

    for job in jobs:
        wait_until(partial(is_gone, job), saying="the job is gone")
        wait_until(partial(has_no_key, job), saying="no key of it is left")


def test_a_result_that_is_to_be_kept_for_ever_is(served: Queue) -> None:
    job = ended(served.enqueue(pool_jobs.give, 1, result_ttl=-1))
    assert served.connection.ttl(job.key) == -1


def test_a_failure_is_kept_for_as_long_as_asked(served: Queue) -> None:
    job = served.enqueue(pool_jobs.fail, "oh", failure_ttl=77)
    error_of(job)
    score = served.connection.zscore(served.failed_job_registry.key, job.id)
    assert score is not None
    assert 0 < served.connection.ttl(job.key) <= 77


def test_a_job_that_ran_before_keeps_its_earlier_results(served: Queue) -> None:
    job = ended(served.enqueue(pool_jobs.give, 1))
    served.enqueue_job(job)
    wait_until(lambda: len(job.results()) == 2, saying="there are two results")


def test_a_job_may_change_its_meta(served: Queue) -> None:
    job = ended(served.enqueue(pool_jobs.tell_meta, "colour", "red", meta={"colour": "blue", "size": 3}))
    assert job.return_value() == "blue"
    assert job.get_meta() == {"colour": "red", "size": 3}


def test_each_slot_knows_its_own_job(served: Queue) -> None:
    jobs = [served.enqueue(pool_jobs.whoami) for _ in range(3)]
    for job in jobs:
        runs_now(job)
    served.connection.set("gate", "open")
    answers: list[Any] = [ended(job).return_value() for job in jobs]
    served.connection.delete("gate")
    assert [answer[:2] for answer in answers] == [[job.id, job.id] for job in jobs]
    assert len({tuple(answer[2:]) for answer in answers}) == 3


def test_a_coroutine_is_run_to_its_end_and_knows_its_job(served: Queue) -> None:
    jobs = [served.enqueue(pool_jobs.tell_coroutines_job) for _ in range(6)]
    assert [ended(job).return_value() for job in jobs] == [job.id for job in jobs]


def test_a_job_may_start_processes(served: Queue) -> None:
    assert ended(served.enqueue(pool_jobs.start_a_process)).return_value() == 0


def test_the_jobs_of_a_group_know_each_other(served: Queue) -> None:
    group = Group.create(connection=served.connection)
    jobs = group.enqueue_many(served, [Queue.prepare_data(pool_jobs.give, [number]) for number in range(5)])
    results: list[Any] = [ended(job).return_value() for job in jobs]
    assert sorted(results) == list(range(5))
    assert {job.id for job in group.get_jobs()} == {job.id for job in jobs}
    assert all(job.group_id == group.name for job in jobs)


def test_a_job_that_was_cancelled_while_it_waited_does_not_run(served: Queue) -> None:
    blockers = [served.enqueue(pool_jobs.wait_at, "blocked") for _ in range(3)]
    for blocker in blockers:
        runs_now(blocker)
    job = served.enqueue(pool_jobs.count_run)
    job.cancel()
    served.connection.set("blocked", "open")
    ended(served.enqueue(pool_jobs.give, 1))
    assert runs_of(job) == 0
    assert job.is_canceled


def test_a_failed_job_can_be_requeued(served: Queue) -> None:
    job = served.enqueue(pool_jobs.fail_first, 1)
    error_of(job)
    job.requeue()
    assert ended(job).return_value() == "at last"
    assert job not in served.failed_job_registry


@pytest.mark.parametrize("size", [10, 5_000_000])
def test_results_of_any_size_come_through(served: Queue, size: int) -> None:
    assert ended(served.enqueue(pool_jobs.give, "x" * size)).return_value() == "x" * size

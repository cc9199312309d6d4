"""Processes that a job starts: they end when they are told to, as under RQ's own worker."""

import pytest
from rq import Queue

from tests.helpers import pool_jobs
from tests.helpers.pool_seen import ended

WAYS = ["fork", "spawn", "forkserver"]
POOL_JOBS = 20
SIGTERM_CODE = -15


@pytest.mark.parametrize("way", WAYS)
def test_a_process_that_a_job_terminates_at_once_ends(served: Queue, way: str) -> None:
    if way == "fork" and "interpreters" in served.name:
        pytest.skip("a sub-interpreter cannot fork")
    for _ in range(6):  # one at a time: multiprocessing loses exit codes when two threads wait for children
        job = served.enqueue(pool_jobs.terminate_a_process, way, job_timeout=30)
        assert ended(job).return_value() == SIGTERM_CODE


def test_a_program_that_a_job_terminates_at_once_ends(served: Queue) -> None:
    assert ended(served.enqueue(pool_jobs.terminate_a_program)).return_value() == SIGTERM_CODE


@pytest.mark.parametrize("way", WAYS)
def test_a_pool_of_processes_in_a_job_comes_to_its_end(served: Queue, way: str) -> None:
    if "interpreters" in served.name:
        pytest.skip("multiprocessing.Pool has daemon threads, which a sub-interpreter refuses")
    count = POOL_JOBS if way == "fork" else 3
    jobs = [served.enqueue(pool_jobs.map_in_a_pool, way, job_timeout=20) for _ in range(count)]
    assert [ended(job, within_secs=90).return_value() for job in jobs] == [[1, 2]] * count

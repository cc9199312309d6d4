"""Failures that the task cannot tell itself are told all the same: who follows events sees the end."""

import pytest
from rq.command import send_kill_horse_command
from rq.job import JobStatus

from download_task import Download, Failure
from tests.helpers.download_room import Room
from wire import DOWNLOAD_JOB, Ended, pack


def test_a_download_over_its_jobs_time_limit_is_told_as_failed_with_the_reason(staffed: Room) -> None:
    download = Download("slow", time_scale=10.0)
    job = staffed.enqueue(DOWNLOAD_JOB, pack(download), job_id=download.id, job_timeout=1)

    staffed.wait_for(job, JobStatus.FAILED)

    *_, failed = staffed.wait_until_told(job, "started", "failed")
    assert isinstance(failed.data, Ended)
    assert failed.data.failure == Failure("timed-out", "job", {"secs": 1}, retryable=True)
    assert staffed.run_ends(job) == ["failed"]


@pytest.mark.parametrize("retries", [0, 1])
def test_a_refused_job_is_told_as_failed_after_its_retries(staffed: Room, retries: int) -> None:
    job = staffed.enqueue("os.getpid", retries=retries)

    staffed.wait_for(job, JobStatus.FAILED)

    *_, failed = staffed.wait_until_told(job, *["retrying"] * retries, "failed")
    assert isinstance(failed.data, Ended)
    assert failed.data.failure == Failure("failed", "not-allowed", {"function": "os.getpid"})
    assert [run.runner for run in staffed.job(job).runs] == [None] * (retries + 1)


def test_a_download_that_somebody_has_killed_by_rqs_command_is_told_as_failed(staffed: Room) -> None:
    job = staffed.submit(time_scale=10.0)
    staffed.wait_until_told(job, "started")

    send_kill_horse_command(staffed.redis, str(staffed.job(job).worker_name))

    staffed.wait_for(job, JobStatus.FAILED)
    staffed.wait_until_told(job, "started", "failed")

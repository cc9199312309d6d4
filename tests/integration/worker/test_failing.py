"""Failures that the task cannot tell itself are told all the same: who follows events sees the end."""

import pytest
from rq.command import send_kill_horse_command
from rq.job import JobStatus

from download_task import Download
from tests.helpers.download_room import Room
from wire import DOWNLOAD_JOB, pack


def test_a_download_over_its_jobs_time_limit_is_told_as_failed_with_the_reason(staffed: Room) -> None:
    download = Download("slow", time_scale=10.0)
    job = staffed.enqueue(DOWNLOAD_JOB, pack(download), job_id=download.id, job_timeout=1)

    staffed.wait_for(job, JobStatus.FAILED)

    *_, failed = staffed.wait_until_told(job, "started", "failed")
    failure = {"code": "timed-out", "reason": "job", "values": {"secs": 1}, "retryable": False}
    assert failed.data["failure"] == failure


@pytest.mark.parametrize("retries", [0, 1])
def test_a_refused_job_is_told_as_failed_after_its_retries(staffed: Room, retries: int) -> None:
    job = staffed.enqueue("os.getpid", retries=retries)

    staffed.wait_for(job, JobStatus.FAILED)

    *_, failed = staffed.wait_until_told(job, *["retrying"] * retries, "failed")
    failure = {
        "code": "failed",
        "reason": "not-allowed",
        "values": {"function": "os.getpid"},
        "retryable": False,
    }
    assert failed.data["failure"] == failure


def test_a_download_that_somebody_has_killed_by_rqs_command_is_told_as_failed(staffed: Room) -> None:
    job = staffed.submit(time_scale=10.0)
    staffed.wait_until_told(job, "started")

    send_kill_horse_command(staffed.redis, str(staffed.job(job).worker_name))

    staffed.wait_for(job, JobStatus.FAILED)
    staffed.wait_until_told(job, "started", "failed")

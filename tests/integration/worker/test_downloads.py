"""A worker runs packed downloads, and says in Redis how each ended."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rq.job import JobStatus

from download_task import Failure, Runner, Work, stored_file
from download_task.errors import Value
from front.downloads.cancel import cancel
from rq_pools import describe_workers
from tests.helpers.download_room import Room
from tests.helpers.origin_process import content_of
from tests.helpers.waiting import wait_until
from wire import DownloadJob, Ended, Progress, Started, read_after, read_retry_times

Url = Callable[..., str]


def test_a_download_becomes_a_file_a_run_and_events(staffed: Room, at_origin: Url) -> None:
    url = at_origin(bytes=100_000)
    job = staffed.wait_for(staffed.submit(url=url), JobStatus.FINISHED)
    [run] = job.runs
    (worker,) = describe_workers(staffed.redis)
    name = url.split("/files/")[1].split("?")[0]
    assert (run.number, run.ended, run.size_bytes, run.failure) == (1, "finished", 100_000, None)
    assert (run.worker, run.pool, run.worker_number) == (worker.name, staffed.pool, 1)
    assert run.sha256 == hashlib.sha256(content_of(name, 100_000)).hexdigest()
    assert staffed.files_of(job) == [stored_file(staffed.files, job.id, "file.bin")]
    started, finished = staffed.wait_until_told(job, "started", "finished")
    assert {started.batch, finished.batch} == {"b"}
    assert started.data == Started.of("file.bin", replace(run, ended=None))
    assert finished.data == Ended.of("file.bin", run)


def test_what_has_become_of_a_finished_download_is_kept_once(staffed: Room) -> None:
    job = staffed.wait_for(staffed.submit(time_scale=0.0), JobStatus.FINISHED)
    kept: Any = staffed.redis.hkeys(job.key)
    assert job.meta == {"batch": "b"}
    assert (job.return_value(), job.latest_result()) == (None, None)
    assert not staffed.redis.exists(f"rq:results:{job.id}")
    assert [name for name in kept if name.startswith(b"run:") or name == b"progress"] == [b"run:1"]


def test_the_pool_runs_download_task_itself_in_its_own_slots(staffed: Room, at_origin: Url) -> None:
    jobs = [staffed.submit(url=at_origin(bytes=100, delay_secs=0.5)) for _ in range(4)]
    runners = [_runner(staffed.wait_for(job, JobStatus.FINISHED)) for job in jobs]
    assert {runner.task for runner in runners} == {"download_task.task.download_task"}
    (worker,) = describe_workers(staffed.redis)
    pids = {runner.pid for runner in runners}
    interpreters = {runner.interpreter_id for runner in runners}
    slots = {(runner.pid, runner.thread_id) for runner in runners}
    assert len(slots) == worker.slots == 2
    assert len(pids) == (2 if staffed.pool == "processes" else 1)
    assert (worker.pid in pids) == (staffed.pool != "processes")
    assert len(interpreters) == (2 if staffed.pool == "interpreters" else 1)
    assert (0 in interpreters) == (staffed.pool != "interpreters")


def _runner(job: DownloadJob) -> Runner:
    runner = job.runs[0].runner
    assert runner is not None
    return runner


def test_a_simulated_download_sleeps_and_leaves_no_file(staffed: Room) -> None:
    submitted = staffed.submit(name="Python3.7", time_scale=0.01, seed=1)
    job = staffed.wait_for(submitted, JobStatus.FINISHED)
    assert (job.runs[0].wall_secs or 0) >= 0.05
    assert staffed.files_of(job) == []


def test_a_download_that_fails_says_why(staffed: Room, at_origin: Url) -> None:
    submitted = staffed.submit(url=at_origin(fault="status", status=404))
    job = staffed.wait_for(submitted, JobStatus.FAILED)
    _, failed = staffed.wait_until_told(job, "started", "failed")
    [run] = job.runs
    assert failed.data == Ended.of("file.bin", run)
    facts: dict[str, Value] = {
        "status": 404,
        "answer": "404 Not Found",
        "detail": "this fault was asked for",
    }
    assert run.failure == Failure("server-refused", "explained", facts)
    result = job.latest_result()
    assert result is not None
    assert "DownloadFailed: server-refused explained status=404 " in str(result.exc_string)


def test_a_failure_that_may_pass_is_retried_until_it_does(staffed: Room, at_origin: Url) -> None:
    submitted = staffed.submit(url=at_origin(bytes=10, fault="status", status=503, times=2), retries=2)
    job = staffed.wait_for(submitted, JobStatus.FINISHED)
    ends = ["started", "retrying", "started", "retrying", "started", "finished"]
    assert [event.type for event in staffed.wait_until_told(job, *ends)] == ends
    assert [run.number for run in job.runs] == [1, 2, 3]
    assert staffed.run_ends(job) == ["failed", "failed", "finished"]


def test_a_retry_waits_for_its_pause_and_says_until_when(staffed: Room, at_origin: Url) -> None:
    url = at_origin(bytes=10, fault="status", status=503, times=1)
    job = staffed.wait_for(staffed.submit(url=url, retries=1, pause_secs=1), JobStatus.FINISHED)
    _, retrying, *_ = staffed.wait_until_told(job, "started", "retrying", "started", "finished")
    assert isinstance(retrying.data, Ended)
    assert retrying.data.retry_at is not None
    retry_at = datetime.fromisoformat(retrying.data.retry_at).timestamp()
    failed, again = job.runs
    assert retry_at == pytest.approx((failed.ended_at or 0) + 1, abs=0.5)
    assert again.started_at >= int(retry_at)  # RQ schedules by whole seconds


def test_a_scheduled_retry_can_be_cancelled(staffed: Room, at_origin: Url) -> None:
    url = at_origin(fault="status", status=503)
    submitted = staffed.submit(url=url, retries=1, pause_secs=1_000)
    job = staffed.wait_for(submitted, JobStatus.SCHEDULED)
    # RQ writes the status first, and the registry with the end of the run.
    times = wait_until(lambda: read_retry_times(staffed.redis, [job]), saying="it is on the schedule")
    assert times[job.id] > datetime.now(UTC) + timedelta(seconds=900)
    cancel(staffed.redis, job, keep_secs=60)
    staffed.wait_for(job, JobStatus.CANCELED)
    assert read_retry_times(staffed.redis, [job]) == {}


def test_a_failure_that_does_not_pass_fails_when_the_retries_are_used_up(
    staffed: Room, at_origin: Url
) -> None:
    job = staffed.submit(url=at_origin(fault="status", status=503), retries=1)
    staffed.wait_for(job, JobStatus.FAILED)
    staffed.wait_until_told(job, "started", "retrying", "started", "failed")


def test_a_failure_that_cannot_pass_is_not_retried(staffed: Room, at_origin: Url) -> None:
    job = staffed.submit(url=at_origin(fault="status", status=404), retries=5)
    staffed.wait_for(job, JobStatus.FAILED)
    staffed.wait_until_told(job, "started", "failed")


def test_a_host_off_the_workers_own_list_is_refused(staffed: Room) -> None:
    job = staffed.wait_for(staffed.submit(url="http://example.invalid/"), JobStatus.FAILED)
    [run] = job.runs
    assert run.failure is not None
    assert run.failure.code == "host-not-allowed"


def test_progress_is_told_while_bytes_come(staffed: Room, at_origin: Url) -> None:
    job = staffed.submit(url=at_origin(bytes=60_000, rate=60_000))

    def bytes_told() -> int:
        progress = staffed.job(job).progress
        return progress.bytes_done if progress and (progress.run, progress.bytes_total) == (1, 60_000) else 0

    wait_until(bytes_told, saying="bytes are told")
    staffed.wait_for(job, JobStatus.FINISHED)


def test_the_fraction_of_a_download_never_falls_while_it_computes(staffed: Room) -> None:
    job = staffed.submit(time_scale=0.2, work=Work("python", 600))
    [run] = staffed.wait_for(job, JobStatus.FINISHED).runs
    assert (run.work_cpu_secs or 0) > 0.3  # longer than the pace of progress
    told = [event.data for _, event in read_after(staffed.redis, "0") if event.download == job.id]
    fractions = [data.fraction or 0 for data in told if isinstance(data, Progress)]
    assert fractions
    assert fractions == sorted(fractions)

"""A worker runs packed downloads, and says in Redis how each ended."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from rq.job import JobStatus

from download_task import Outcome
from rq_pools import describe_workers
from tests.helpers.download_room import Room
from tests.helpers.origin_process import content_of
from tests.helpers.waiting import wait_until

Url = Callable[..., str]


def test_a_download_becomes_a_file_an_outcome_and_events(staffed: Room, at_origin: Url) -> None:
    url = at_origin(bytes=100_000)
    job = staffed.wait_for(staffed.submit(url=url), JobStatus.FINISHED)
    outcome = Outcome.from_dict(job.meta["outcome"])
    assert (outcome.state, outcome.download_id, outcome.size_bytes) == ("finished", job.id, 100_000)
    assert job.meta["outcome"] == job.return_value()
    assert job.meta["runs"] == 1
    name = url.split("/files/")[1].split("?")[0]
    assert outcome.sha256 == hashlib.sha256(content_of(name, 100_000)).hexdigest()
    assert staffed.files_of(job) == [Path(str(outcome.path))]
    started, finished = staffed.wait_until_told(job, "started", "finished")
    assert {started.batch, finished.batch} == {"b"}
    assert finished.data["outcome"] == job.return_value()
    assert started.data["name"] == "file.bin"
    assert started.data["runner"] == finished.data["runner"]


def test_the_pool_runs_download_task_itself_in_its_own_slots(staffed: Room, at_origin: Url) -> None:
    jobs = [staffed.submit(url=at_origin(bytes=100, delay_secs=0.5)) for _ in range(4)]
    outcomes = [Outcome.from_dict(staffed.wait_for(job, JobStatus.FINISHED).meta["outcome"]) for job in jobs]
    assert {outcome.runner.task for outcome in outcomes} == {"download_task.task.download_task"}
    (worker,) = describe_workers(staffed.redis)
    pids = {outcome.runner.pid for outcome in outcomes}
    interpreters = {outcome.runner.interpreter_id for outcome in outcomes}
    slots = {(outcome.runner.pid, outcome.runner.thread_id) for outcome in outcomes}
    assert len(slots) == worker.slots == 2
    assert len(pids) == (2 if staffed.pool == "processes" else 1)
    assert (worker.pid in pids) == (staffed.pool != "processes")
    assert len(interpreters) == (2 if staffed.pool == "interpreters" else 1)
    assert (0 in interpreters) == (staffed.pool != "interpreters")


def test_a_simulated_download_sleeps_and_leaves_no_file(staffed: Room) -> None:
    submitted = staffed.submit(name="Python3.7", time_scale=0.01, seed=1)
    job = staffed.wait_for(submitted, JobStatus.FINISHED)
    assert job.meta["outcome"]["wall_secs"] >= 0.05
    assert staffed.files_of(job) == []
    started, _ = staffed.events(job)
    assert (started.data["name"], "sentence" in started.data) == ("file.bin", False)


def test_a_download_that_fails_says_why(staffed: Room, at_origin: Url) -> None:
    submitted = staffed.submit(url=at_origin(fault="status", status=404))
    job = staffed.wait_for(submitted, JobStatus.FAILED)
    _, failed = staffed.wait_until_told(job, "started", "failed")
    values = {"status": 404, "answer": "404 Not Found"}
    failure = {"code": "server-refused", "reason": "", "values": values, "retryable": False}
    assert failed.data["outcome"]["failure"] == failure
    assert job.meta["outcome"]["failure"] == failure
    result = job.latest_result()
    assert result is not None
    assert "DownloadFailed: server-refused status=404 answer='404 Not Found'" in str(result.exc_string)


def test_a_failure_that_may_pass_is_retried_until_it_does(staffed: Room, at_origin: Url) -> None:
    submitted = staffed.submit(url=at_origin(bytes=10, fault="status", status=503, times=2), retries=2)
    job = staffed.wait_for(submitted, JobStatus.FINISHED)
    ends = ["started", "retrying", "started", "retrying", "started", "finished"]
    assert [event.type for event in staffed.wait_until_told(job, *ends)] == ends
    assert job.meta["runs"] == 3


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
    assert job.meta["outcome"]["failure"]["code"] == "host-not-allowed"


def test_progress_is_told_while_bytes_come(staffed: Room, at_origin: Url) -> None:
    job = staffed.submit(url=at_origin(bytes=60_000, rate=60_000))
    wait_until(lambda: staffed.job(job).meta.get("progress", {}).get("bytes_done"), saying="bytes are told")
    staffed.wait_for(job, JobStatus.FINISHED)

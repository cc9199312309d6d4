"""Whoever can write to Redis can put anything on the queue; the worker runs downloads and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from rq import Callback
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer
from rq.webhook import Webhook

from download_task import Download, Failure
from tests.helpers.download_room import Room
from tests.helpers.scripted_server import Script, ScriptedServer
from wire import DOWNLOAD_JOB, Ended, pack

BAIT = "tests.helpers.bait.spring"


def check_nothing_happened(room: Room) -> None:
    """The bait was left alone, and the worker still works."""
    room.wait_for(room.submit(time_scale=0.0), JobStatus.FINISHED)
    assert not (room.files.parent / "bait").exists()


@pytest.mark.parametrize(
    ("function", "args"), [(BAIT, []), ("os.system", ["true"]), ("worker.jobs._read", [{}]), ("", [])]
)
def test_another_function_is_not_run(staffed: Room, function: str, args: list[Any]) -> None:
    job = staffed.wait_for(staffed.enqueue(function, *args), JobStatus.FAILED)
    result = job.latest_result()
    assert result is not None
    assert f"JobNotAllowed: this worker runs {DOWNLOAD_JOB}, not {function!r}" in str(result.exc_string)
    check_nothing_happened(staffed)


@pytest.mark.parametrize("function", ["keys", DOWNLOAD_JOB])
def test_a_method_of_an_object_is_not_run(staffed: Room, function: str) -> None:
    job = Job.create(function, connection=staffed.redis, serializer=JSONSerializer, description="x")
    job.instance = {"an": "object"}
    job.origin = f"parallax-{staffed.pool}"
    job.set_status(JobStatus.QUEUED)
    job.save()
    staffed.redis.lpush(f"rq:queue:{job.origin}", job.id)
    result = staffed.wait_for(job, JobStatus.FAILED).latest_result()
    assert result is not None
    assert "JobNotAllowed" in str(result.exc_string)
    check_nothing_happened(staffed)


def test_callbacks_and_webhooks_are_not_called(
    staffed: Room, serve: Callable[[Script], ScriptedServer]
) -> None:
    server = serve(lambda visit: visit.send(b"HTTP/1.1 200 OK\r\n\r\n"))
    download = Download("a", time_scale=0.0)
    job = staffed.enqueue(
        DOWNLOAD_JOB,
        pack(download),
        job_id=download.id,
        on_success=Callback(BAIT),
        on_failure=Callback(BAIT),
        on_stopped=Callback(BAIT),
        webhooks=[Webhook(server.url, "finished")],
    )
    staffed.wait_for(job, JobStatus.FINISHED)
    told: dict[str, Any] = {"on_failure": Callback(BAIT), "webhooks": [Webhook(server.url, "failed")]}
    failing = staffed.enqueue("os.abort", **told)
    staffed.wait_for(failing, JobStatus.FAILED)
    check_nothing_happened(staffed)
    assert server.requests == []


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (5, ("not-an-object", {"field": "message"})),
        ([], ("not-an-object", {"field": "message"})),
        ({}, ("missing", {"field": "name"})),
        ({"name": "a", "rules": {}}, ("unknown-fields", {"field": "message", "unknown": "rules"})),
        ({"name": "../a"}, ("path-separator", {"field": "name", "got": "../a"})),
        ({"name": "a", "id": "another"}, ("id-of-another-job", {"field": "id"})),
        (
            {"name": "a", "work": {"kind": "python", "rounds": 1.5}},
            ("not-whole-number", {"field": "work.rounds"}),
        ),
    ],
)
def test_a_message_that_is_no_download_fails_at_once_and_says_why(
    staffed: Room, message: object, why: tuple[str, dict[str, Any]]
) -> None:
    job = staffed.wait_for(staffed.enqueue(DOWNLOAD_JOB, message, retries=3), JobStatus.FAILED)
    (failed,) = staffed.wait_until_told(job, "failed")
    reason, values = why
    assert isinstance(failed.data, Ended)
    assert failed.data.failure == Failure("invalid", reason, values)
    result = job.latest_result()
    assert result is not None
    assert f"InvalidDownload: invalid {reason} " in str(result.exc_string)


def test_a_job_whose_data_is_no_json_does_not_stop_the_worker(staffed: Room) -> None:
    job = staffed.enqueue(DOWNLOAD_JOB, {}, at_front=False)
    staffed.redis.hset(job.key, "data", b"\x80\x04not json")
    staffed.wait_for(job, JobStatus.FAILED)
    check_nothing_happened(staffed)

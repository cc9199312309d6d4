"""Who wishes a download to stop gets it stopped, running or not."""

import time
from collections.abc import Callable

import pytest
from redis import Redis
from rq.command import send_stop_job_command
from rq.job import JobStatus

from tests.helpers.download_room import Room, request_cancel
from tests.helpers.scripted_server import Script, ScriptedServer, Visit
from wire import Ended, forget_cancel

SOON_SECS = 4.0  # two seconds are promised; a busy machine may take longer


def send_stop(redis: "Redis", job_id: str) -> None:
    send_stop_job_command(redis, job_id)


@pytest.mark.parametrize("source", ["simulated", "stalled"])
@pytest.mark.parametrize("stop", [request_cancel, send_stop], ids=["by wish", "by RQ's command"])
def test_a_running_download_stops_soon_and_leaves_no_file(
    staffed: Room,
    serve: Callable[[Script], ScriptedServer],
    source: str,
    stop: Callable[["Redis", str], None],
) -> None:
    if source == "simulated":
        job = staffed.submit(time_scale=100.0, retries=3)
    else:
        job = staffed.submit(url=serve(_half_of_it).url, retries=3)
    staffed.wait_until_told(job, "started")
    asked_at = time.monotonic()
    stop(staffed.redis, job.id)
    staffed.wait_for(job, JobStatus.STOPPED)
    assert time.monotonic() - asked_at < SOON_SECS
    _, cancelled = staffed.wait_until_told(job, "started", "cancelled")
    assert isinstance(cancelled.data, Ended)
    assert (cancelled.data.run, cancelled.data.ended) == (1, "cancelled")
    assert staffed.files_of(job) == []


def test_a_download_cancelled_before_it_starts_asks_nobody(
    staffed: Room, serve: Callable[[Script], ScriptedServer]
) -> None:
    server = serve(lambda visit: visit.send(b"HTTP/1.1 200 OK\r\n\r\nok"))
    request_cancel(staffed.redis, "never-run")
    job = staffed.submit(url=server.url, id="never-run")
    staffed.wait_for(job, JobStatus.STOPPED)
    assert staffed.told(job)[-1] == "cancelled"
    assert server.requests == []


def test_a_wish_taken_back_lets_the_download_run(staffed: Room) -> None:
    request_cancel(staffed.redis, "run-again")
    forget_cancel(staffed.redis, "run-again")
    staffed.wait_for(staffed.submit(id="run-again", time_scale=0.0), JobStatus.FINISHED)


def _half_of_it(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
    visit.stay_silent()

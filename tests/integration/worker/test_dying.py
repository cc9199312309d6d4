"""Workers that stop or die in mid-download lose nothing."""

import threading
from collections.abc import Callable

import pytest
from rq.job import JobStatus

from tests.helpers.download_room import Room
from tests.helpers.scripted_server import Script, ScriptedServer, Visit
from tests.helpers.waiting import wait_until
from tests.helpers.worker_process import WorkerProcess
from wire import hand_backs

StartWorker = Callable[..., WorkerProcess]
Serve = Callable[[Script], ScriptedServer]


@pytest.fixture
def slow_at_first(serve: Serve) -> ScriptedServer:
    """Serves half of the file and then nothing the first time, and the whole file after that."""
    visited = threading.Event()

    def script(visit: Visit) -> None:
        is_first = not visited.is_set()
        visited.set()
        visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
        if is_first:
            visit.stay_silent()
        visit.send(b"half")

    return serve(script)


def test_a_stopped_worker_hands_its_download_back_and_the_next_one_finishes_it(
    room: Room, start_any_worker: StartWorker, slow_at_first: ScriptedServer
) -> None:
    job = room.submit(url=slow_at_first.url)
    first = start_any_worker()
    wait_until(lambda: slow_at_first.requests, saying=first.told)
    assert first.terminate() == 0, first.told()
    *_, handed_back = room.wait_until_told(job, "started", "handed-back")
    assert handed_back.data["reason"] == "worker stopping"
    assert job.get_status() == JobStatus.QUEUED
    assert room.files_of(job) == []
    start_any_worker()
    room.wait_for(job, JobStatus.FINISHED)
    assert hand_backs(room.redis, [job.id]) == [["worker stopping"]]
    room.wait_until_told(job, "started", "handed-back", "started", "finished")
    (file,) = room.files_of(job)
    assert file.read_bytes() == b"halfhalf"


def test_a_killed_workers_download_is_taken_over_after_its_lease(
    room: Room, start_any_worker: StartWorker, slow_at_first: ScriptedServer
) -> None:
    job = room.submit(url=slow_at_first.url)
    first = start_any_worker()
    wait_until(lambda: slow_at_first.requests, saying=first.told)
    room.wait_until_told(job, "started")
    first.kill()
    start_any_worker()
    room.wait_for(job, JobStatus.FINISHED)
    _, handed_back, _, _ = room.wait_until_told(job, "started", "handed-back", "started", "finished")
    assert handed_back.data["reason"] == "worker lost"
    final = [file for file in room.files_of(job) if file.suffix != ".part"]
    assert [file.read_bytes() for file in final] == [b"halfhalf"]

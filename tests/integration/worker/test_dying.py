"""Workers, and processes of theirs, that stop or die in mid-download lose nothing."""

import os
import signal
import threading
from collections.abc import Callable

import pytest
from rq.job import Job, JobStatus

from download_task import Failure
from tests.helpers.download_room import Room
from tests.helpers.scripted_server import Script, ScriptedServer, Visit
from tests.helpers.waiting import wait_until
from tests.helpers.worker_process import WorkerProcess
from wire import Ended, HandedBack, Started

KILLED = Failure("failed", "process-killed", {"signal": "SIGKILL", "number": 9}, retryable=True)

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
    assert isinstance(handed_back.data, HandedBack)
    assert (handed_back.data.run, handed_back.data.ended) == (1, "handed-back")
    assert job.get_status() == JobStatus.QUEUED
    assert room.files_of(job) == []
    start_any_worker()
    room.wait_for(job, JobStatus.FINISHED)
    assert room.run_ends(job) == ["handed-back", "finished"]
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
    assert isinstance(handed_back.data, HandedBack)
    assert (handed_back.data.run, handed_back.data.ended) == (1, "lost")
    runs = room.job(job).runs
    assert [(run.number, run.ended) for run in runs] == [(1, "lost"), (2, "finished")]
    assert runs[0].worker != runs[1].worker == handed_back.data.by
    final = [file for file in room.files_of(job) if file.suffix != ".part"]
    assert [file.read_bytes() for file in final] == [b"halfhalf"]


def kill_its_process(room: Room, job: Job, server: ScriptedServer, worker: WorkerProcess) -> None:
    """Kill the child process that runs the download, once it does."""
    wait_until(lambda: server.requests, saying=worker.told)
    (started,) = room.wait_until_told(job, "started")
    assert isinstance(started.data, Started)
    assert started.data.runner is not None
    assert started.data.runner.pid != worker.process.pid
    os.kill(started.data.runner.pid, signal.SIGKILL)


def test_a_download_whose_process_is_killed_fails_and_tells_by_which_signal(
    room: Room, start_processes: StartWorker, slow_at_first: ScriptedServer
) -> None:
    submitted = room.submit(url=slow_at_first.url)
    kill_its_process(room, submitted, slow_at_first, start_processes())
    job = room.wait_for(submitted, JobStatus.FAILED)
    _, failed = room.wait_until_told(job, "started", "failed")
    [run] = job.runs
    assert failed.data == Ended.of("file.bin", run)
    assert (run.ended, run.failure) == ("failed", KILLED)
    result = job.latest_result()
    assert result is not None
    assert result.exc_string == "Work-horse terminated unexpectedly; killed by signal 9 (SIGKILL)"


def test_a_download_with_retries_is_run_again_when_its_process_is_killed(
    room: Room, start_processes: StartWorker, slow_at_first: ScriptedServer
) -> None:
    job = room.submit(url=slow_at_first.url, retries=1)
    kill_its_process(room, job, slow_at_first, start_processes())
    finished = room.wait_for(job, JobStatus.FINISHED)
    _, retrying, _, _ = room.wait_until_told(job, "started", "retrying", "started", "finished")
    assert retrying.data == Ended.of("file.bin", finished.runs[0])
    assert finished.runs[0].failure == KILLED
    assert (room.run_ends(job), finished.retries_left) == (["failed", "finished"], 0)
    final = [file for file in room.files_of(job) if file.suffix != ".part"]
    assert [file.read_bytes() for file in final] == [b"halfhalf"]

"""A worker that wakes after its lease writes nothing over the next run of its download."""

import signal
import threading
from collections.abc import Callable

import pytest
from redis import Redis
from rq.job import JobStatus
from rq.queue import Queue
from rq.serializers import JSONSerializer

from download_task.outcome import current_runner
from rq_pools.leases import HandBack, Leases
from tests.helpers.download_room import Room
from tests.helpers.pool_leases import take_one
from tests.helpers.process_tree import processes_of_session, signal_all
from tests.helpers.redis_contents import contents
from tests.helpers.scripted_server import Script, ScriptedServer, Visit
from tests.helpers.waiting import wait_until
from tests.helpers.worker_process import WorkerProcess
from wire import DownloadJob, queue_for, read_jobs, write_hand_back, write_progress, write_start


def taken_by(worker: str, redis: "Redis") -> DownloadJob:
    """The next download, held by this worker, as its slot has it."""
    execution = take_one(Leases(redis, worker), queue_of(redis))
    [job] = read_jobs(redis, [execution.job_id])
    assert job is not None
    job.execution, job.worker_pool = execution, "threads"
    return job


def queue_of(redis: "Redis") -> Queue:
    return Queue(queue_for("any"), connection=redis, serializer=JSONSerializer)


def lose(job: DownloadJob, *, to: str) -> None:
    """Put the job back on its queue, as another worker does when the lease has ended."""
    assert job.execution is not None
    leases = Leases(job.connection, to)
    answer = leases.recover(queue_of(job.connection), job.execution, max_takeovers=5, only_if_gone=True)
    assert answer is HandBack.DONE
    [kept] = read_jobs(job.connection, [job.id])
    assert kept is not None
    write_hand_back(kept, job.execution.id, "lost", by=to)


@pytest.fixture
def late(room: Room) -> DownloadJob:
    """A download in its first run, as its first worker has it; the second worker is in the second run."""
    room.submit()
    late = taken_by("first", room.redis)
    assert write_start(late, current_runner())
    assert write_progress(late, 10, 100, 0.1)
    lose(late, to="second")
    now = taken_by("second", room.redis)
    assert write_start(now, current_runner())
    assert write_progress(now, 90, 100, 0.9)
    return late


def test_its_progress_is_not_written(late: DownloadJob, room: Room) -> None:
    before = contents(room.redis)

    assert not write_progress(late, 20, 100, 0.2)

    assert contents(room.redis) == before
    [kept] = read_jobs(room.redis, [late.id])
    assert kept is not None
    assert kept.progress is not None
    assert (kept.progress.run, kept.progress.bytes_done) == (2, 90)


def test_its_start_is_not_written(late: DownloadJob, room: Room) -> None:
    """Its copy of the job knows no second run, so a run that it starts now would be the second."""
    before = contents(room.redis)

    assert not write_start(late, current_runner())

    assert contents(room.redis) == before


def test_nothing_is_written_for_a_download_that_is_gone(late: DownloadJob, room: Room) -> None:
    room.redis.delete(late.key)
    before = contents(room.redis)

    assert not write_start(late, current_runner())
    assert not write_progress(late, 20, 100, 0.2)

    assert contents(room.redis) == before


def test_both_runs_are_kept(late: DownloadJob, room: Room) -> None:
    [kept] = read_jobs(room.redis, [late.id])
    assert kept is not None
    assert [(run.number, run.worker, run.ended) for run in kept.runs] == [
        (1, "first", "lost"),
        (2, "second", None),
    ]


def test_a_worker_that_was_frozen_longer_than_its_lease_writes_no_end(
    room: Room,
    start_any_worker: Callable[..., WorkerProcess],
    serve: Callable[[Script], ScriptedServer],
) -> None:
    is_second, wakes = threading.Event(), threading.Event()

    def script(visit: Visit) -> None:
        is_late = not is_second.is_set()
        is_second.set()
        visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
        if is_late:
            wakes.wait(60)
        visit.send(b"half")

    server = serve(script)
    job = room.submit(url=server.url)
    first = start_any_worker(PARALLAX_SLOTS="1")
    wait_until(lambda: server.requests, saying=first.told)
    room.wait_until_told(job, "started")
    frozen = processes_of_session(first.process.pid)
    signal_all(frozen, signal.SIGSTOP)
    second = start_any_worker()
    room.wait_for(job, JobStatus.FINISHED)
    assert second.terminate() == 0
    ended = room.job(job).runs

    wakes.set()
    signal_all(frozen, signal.SIGCONT)
    room.wait_for(room.submit(time_scale=0), JobStatus.FINISHED)  # by the first worker's only slot

    assert room.job(job).runs == ended
    assert [run.ended for run in ended] == ["lost", "finished"]
    assert room.told(job) == ["started", "handed-back", "started", "finished"]

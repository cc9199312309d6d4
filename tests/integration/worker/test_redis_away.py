"""Redis may be away when a worker starts and while it downloads."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis
from rq.job import JobStatus

from tests.helpers.download_room import Room
from tests.helpers.scripted_server import Script, ScriptedServer, Visit
from tests.helpers.valkey import Server
from tests.helpers.waiting import wait_until
from tests.helpers.worker_process import WorkerProcess


@pytest.fixture
def start_on(own_server: Server, tmp_path: Path) -> Callable[..., WorkerProcess]:
    """Starts a worker on the server that goes away."""
    return lambda **settings: WorkerProcess(
        own_server.url(), "threads", tmp_path / "files", tmp_path / "worker.log", **settings
    )


def test_a_worker_waits_for_redis_and_then_works(
    own_server: Server, start_on: Callable[..., WorkerProcess], tmp_path: Path
) -> None:
    own_server.kill()
    worker = start_on()
    try:
        worker.wait_until_told("waiting for Redis")
        own_server.start()
        with Redis.from_url(own_server.url()) as redis:
            room = Room(redis, tmp_path / "files")
            room.wait_for(room.submit(time_scale=0.0), JobStatus.FINISHED)
    finally:
        worker.kill()


def test_a_download_ends_well_though_redis_goes_away_meanwhile(
    own_server: Server,
    start_on: Callable[..., WorkerProcess],
    serve: Callable[[Script], ScriptedServer],
    tmp_path: Path,
) -> None:
    is_gone = threading.Event()

    def second_half_when_redis_is_gone(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
        is_gone.wait(20)
        visit.send(b"half")

    server = serve(second_half_when_redis_is_gone)
    worker = start_on(PARALLAX_LEASE_SECS="10")
    file = tmp_path / "files" / "one" / "file.bin"
    try:
        with Redis.from_url(own_server.url()) as redis:
            room = Room(redis, tmp_path / "files")
            job = room.submit(url=server.url, id="one")
            wait_until(lambda: server.requests, saying=worker.told)
            own_server.kill()
            is_gone.set()
            worker.wait_until_told("The end of job one waits for Redis")
            assert file.read_bytes() == b"halfhalf"
            own_server.start()
            room.wait_for(job, JobStatus.FINISHED)
            assert room.run_ends(job) == ["finished"]
            assert room.told(job)[-1] == "finished"
    finally:
        worker.kill()
    assert file.read_bytes() == b"halfhalf"


def test_the_password_is_used_and_never_told(
    own_server: Server, start_on: Callable[..., WorkerProcess], tmp_path: Path
) -> None:
    with Redis.from_url(own_server.url()) as redis:
        redis.config_set("requirepass", "open-sesame")
    refused = start_on(PARALLAX_REDIS_PASSWORD="wrong-sesame")
    assert refused.process.wait(20) == 2
    assert "PARALLAX_REDIS_PASSWORD" in refused.told()
    worker = start_on(PARALLAX_REDIS_PASSWORD="open-sesame", PARALLAX_LOG_LEVEL="DEBUG")
    try:
        with Redis.from_url(own_server.url(), password="open-sesame") as redis:
            room = Room(redis, tmp_path / "files")
            room.wait_for(room.submit(time_scale=0.0), JobStatus.FINISHED)
    finally:
        assert worker.terminate() == 0
    assert "sesame" not in worker.told()

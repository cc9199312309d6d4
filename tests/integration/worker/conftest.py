"""Workers as real processes on a real server, and an origin to download from."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from redis import Redis

from tests.helpers.databases import Databases, url_of
from tests.helpers.download_room import Room
from tests.helpers.origin_process import running_origin
from tests.helpers.scripted_server import Script, ScriptedServer, scripted_server
from tests.helpers.valkey import Server
from tests.helpers.worker_process import WorkerProcess
from wire.queues import Pool

StartWorker = Callable[..., WorkerProcess]


@pytest.fixture(scope="session")
def origin_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One origin for all tests."""
    with running_origin(tmp_path_factory.mktemp("origin") / "origin.log") as url:
        yield url


@pytest.fixture
def at_origin(origin_url: str) -> Callable[..., str]:
    """Makes the URL of a file that no other test asks for, as its parameters say."""

    def url(**parameters: object) -> str:
        return f"{origin_url}/files/{uuid4().hex}.bin?{urlencode(parameters)}"

    return url


@contextmanager
def _workers(redis_url: str, pool: Pool, folder: Path) -> Iterator[StartWorker]:
    with ExitStack() as stack:

        def start(**settings: str) -> WorkerProcess:
            log = folder / f"worker-{uuid4().hex[:6]}.log"
            worker = WorkerProcess(redis_url, pool, folder / "files", log, **settings)
            stack.callback(worker.kill)
            return worker

        yield start


POOLS = [
    "threads",
    "processes",
    pytest.param(
        "interpreters",
        marks=pytest.mark.skipif(sys.version_info < (3, 14), reason="this Python has no interpreters"),
    ),
]


@pytest.fixture(scope="session", params=POOLS)
def pool(request: pytest.FixtureRequest) -> Pool:
    """The kind of the worker's slots."""
    found: Pool = request.param
    return found


@pytest.fixture(scope="session")
def staffed(pool: Pool, databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A room with one worker, for all tests that leave it alive."""
    folder = tmp_path_factory.mktemp(f"staffed-{pool}")
    with databases.clean() as redis, _workers(url_of(redis), pool, folder) as start:
        start(PARALLAX_LEASE_SECS="10", BAIT_FILE=str(folder / "bait"))
        yield Room(redis, folder / "files", pool)


@pytest.fixture
def room(redis: "Redis", tmp_path: Path) -> Room:
    """A room of the test's own, without workers."""
    return Room(redis, tmp_path / "files")


@pytest.fixture
def start_worker(room: Room, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts workers with threads in the test's own room."""
    with _workers(url_of(room.redis), "threads", tmp_path) as start:
        yield start


@pytest.fixture
def start_processes(room: Room, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts workers with child processes in the test's own room."""
    with _workers(url_of(room.redis), "processes", tmp_path) as start:
        yield start


@pytest.fixture
def start_any_worker(room: Room, pool: Pool, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts workers of each kind in the test's own room."""
    with _workers(url_of(room.redis), pool, tmp_path) as start:
        yield start


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A Redis server that the test may stop."""
    (tmp_path / "redis").mkdir()
    server = Server(tmp_path / "redis")
    yield server
    server.kill()


@pytest.fixture
def serve() -> Iterator[Callable[[Script], ScriptedServer]]:
    """Starts servers that answer by a script."""
    with ExitStack() as stack:
        yield lambda script: stack.enter_context(scripted_server(script))

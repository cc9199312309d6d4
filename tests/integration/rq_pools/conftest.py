"""Every kind of pooled worker, as real processes on a real server."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from redis import Redis
from rq import Queue

from tests.helpers.databases import Databases
from tests.helpers.pool_process import POOLS, QUICK, PoolProcess, serving
from tests.helpers.valkey import Server

StartWorker = Callable[..., PoolProcess]


@pytest.fixture(params=POOLS)
def pool(request: pytest.FixtureRequest) -> str:
    """The kind of the worker's slots."""
    return str(request.param)


@pytest.fixture
def start_worker(redis: "Redis", pool: str, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts workers: flags of `rq worker` and queues, then settings by name; all killed afterwards.

    They are quick, unless `as_by_default`; of the test's pool, unless another `kind` is named.
    """
    started: list[PoolProcess] = []

    def start(
        *flags: str,
        connection: "Redis | None" = None,
        kind: str = pool,
        as_by_default: bool = False,
        **settings: float,
    ) -> PoolProcess:
        log = tmp_path / f"worker-{uuid4().hex[:6]}.log"
        base: dict[str, float] = {} if as_by_default else QUICK
        started.append(PoolProcess(connection or redis, kind, flags, log, settings, base))
        return started[-1]

    yield start
    for worker in started:
        print(f"{worker.name}, exit code {worker.process.poll()}:\n{worker.log.read_text()}")  # when it fails
        worker.clear()


@pytest.fixture
def queue(redis: "Redis") -> Queue:
    """RQ's queue named default."""
    return Queue(connection=redis)


@pytest.fixture
def inside(redis: "Redis") -> Callable[[], dict[str, int]]:
    """The jobs that run now, each with the pid of its process."""

    def read() -> dict[str, int]:
        found: Any = redis.hgetall("inside")
        return {job_id.decode(): int(pid) for job_id, pid in found.items()}

    return read


@pytest.fixture(scope="module", params=POOLS)
def served(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Queue]:
    """A queue that one worker with 3 slots serves, for all tests of a module: they use jobs of their own.

    The module may name flags of `rq worker` in WORKER_FLAGS, and settings in WORKER_SETTINGS.
    """
    flags = getattr(request.module, "WORKER_FLAGS", [])
    settings = {"slots": 3, **getattr(request.module, "WORKER_SETTINGS", {})}
    name = f"served-by-{request.param}"
    with databases.clean() as redis:
        folder = tmp_path_factory.mktemp("worker")
        with serving(redis, request.param, [*flags, name], folder, **settings):
            yield Queue(name, connection=redis)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own, to be maltreated."""
    folder = tmp_path / "server"
    folder.mkdir()
    server = Server(folder)
    yield server
    server.thaw()
    server.kill()


@pytest.fixture
def own_redis(server: Server) -> Iterator["Redis"]:
    """A connection to it."""
    with Redis.from_url(server.url()) as connection:
        yield connection

"""Both pooled workers, as real processes on a real server."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from redis import Redis
from rq import Queue

from tests.helpers.pool_process import PoolProcess

StartWorker = Callable[..., PoolProcess]


@pytest.fixture(params=["threads", "processes"])
def pool(request: pytest.FixtureRequest) -> str:
    """The kind of the worker's slots."""
    return str(request.param)


@pytest.fixture
def start_worker(redis: "Redis", pool: str, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts workers: flags of `rq worker` and queues, then settings by name; all killed afterwards."""
    started: list[PoolProcess] = []

    def start(*flags: str, connection: "Redis | None" = None, **settings: float) -> PoolProcess:
        log = tmp_path / f"worker-{uuid4().hex[:6]}.log"
        started.append(PoolProcess(connection or redis, pool, flags, log, settings))
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

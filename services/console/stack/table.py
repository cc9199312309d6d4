"""The table of services: what the stack runs, in which order, and when each is up."""

import contextlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from redis.exceptions import RedisError

from concurrency import MODELS
from guarded import GuardedProcess
from rq_pools import describe_workers
from service_kit.addresses import base_url, reachable
from service_kit.health import Unhealthy, ask_health
from wire import POOLS, Pool

from .data_folder import DataFolder
from .redis_server import RedisAddress, Server, write_config
from .service import Service

SHARED_FOLDERS = [str(Path(__file__).resolve().parents[3] / folder) for folder in ("shared", "services")]
STOP_SECS = 10.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What the services are told.

    Attributes:
        host, port: where the front listens.
        origin_port: where the origin listens, on loopback.
        slots: of each worker.
        allowed_hosts: hosts to download from besides the origin.
        drain_secs: how long stopping workers wait for what runs.
        has_lab: whether a lab runner is among them.
    """

    host: str
    port: int
    origin_port: int
    slots: int
    allowed_hosts: str
    drain_secs: float
    has_lab: bool

    @property
    def front_url(self) -> str:
        """Where the front is."""
        return base_url(self.host, self.port)

    @property
    def origin_url(self) -> str:
        """Where the origin is."""
        return base_url("127.0.0.1", self.origin_port)


class Table:
    """Makes the services.

    Args:
        settings: what they are told.
        folder: where they keep what they keep.
        redis: where Redis listens.
    """

    def __init__(self, settings: Settings, folder: DataFolder, redis: RedisAddress) -> None:
        self._settings = settings
        self._folder = folder
        self._redis = redis
        self._environment = _environment(settings, folder, redis)

    def services(self, server: Server) -> list[Service]:
        """Everything that this Python can run; what others need comes first."""
        workers = [self.worker(pool, sys.executable) for pool in pools_here()]
        lab = [self._lab()] if self._settings.has_lab else []
        return [
            redis_service(server, self._redis, self._folder),
            self._origin(),
            *workers,
            self._front(),
            *lab,
        ]

    def worker(self, pool: Pool, python: str) -> Service:
        """The worker of a pool, under the given Python."""
        return Service(
            f"worker-{pool}",
            [python, "-m", "worker", "--pool", pool],
            self._environment,
            lambda process: self._has_registered(pool, process),
            stop_secs=self._settings.drain_secs + STOP_SECS,
        )

    def _origin(self) -> Service:
        is_ready = _answers_at(f"{self._settings.origin_url}/livez")
        return Service(
            "origin", [sys.executable, "-m", "origin"], self._environment, is_ready, needed_by_others=True
        )

    def _front(self) -> Service:
        is_ready = _answers_at(f"{base_url(reachable(self._settings.host), self._settings.port)}/livez")
        return Service("front", [sys.executable, "-m", "front"], self._environment, is_ready)

    def _lab(self) -> Service:
        """The lab runner, which first looks at every Python of this machine."""
        return Service(
            "lab",
            [sys.executable, "-m", "lab_runner"],
            self._environment,
            lambda process: self._has_registered("lab", process),
        )

    def _has_registered(self, pool: str, process: GuardedProcess) -> bool:
        with self._redis.connect() as connection, contextlib.suppress(RedisError):
            workers = describe_workers(connection)
            return any(worker.pool == pool and process.belongs(worker.pid) for worker in workers)
        return False


def redis_service(server: Server, address: RedisAddress, folder: DataFolder) -> Service:
    """The server that keeps the queue. It keeps the folder locked should the console be killed."""
    config = write_config(folder.redis, address)
    return Service(
        "redis",
        [server.program, str(config)],
        os.environ,
        lambda _: address.answers(),
        needed_by_others=True,
        inherited_fds=[folder.lock_fd],
    )


def pools_here() -> list[Pool]:
    """The pools that this Python has workers for."""
    has_interpreters = MODELS["interpreter_pool"].unavailable() is None
    return [pool for pool in POOLS if pool != "any" and (pool != "interpreters" or has_interpreters)]


def _environment(settings: Settings, folder: DataFolder, redis: RedisAddress) -> dict[str, str]:
    path = os.pathsep.join([*SHARED_FOLDERS, os.environ.get("PYTHONPATH", "")]).strip(os.pathsep)
    origin = settings.origin_url.removeprefix("http://")
    return {
        **os.environ,
        "PYTHONPATH": path,
        "PYTHONUNBUFFERED": "1",
        "PARALLAX_REDIS_URL": redis.url,
        "PARALLAX_REDIS_PASSWORD": redis.password,
        "PARALLAX_FILES_DIR": str(folder.files),
        "PARALLAX_HOST": settings.host,
        "PARALLAX_PORT": str(settings.port),
        "PARALLAX_SLOTS": str(settings.slots),
        "PARALLAX_DRAIN_SECS": str(settings.drain_secs),
        "PARALLAX_ORIGIN_HOST": "127.0.0.1",
        "PARALLAX_ORIGIN_PORT": str(settings.origin_port),
        "PARALLAX_ORIGIN_URL": settings.origin_url,
        "PARALLAX_FRONT_URL": base_url(reachable(settings.host), settings.port),
        "PARALLAX_ALLOWED_HOSTS": ",".join(part for part in (origin, settings.allowed_hosts) if part),
    }


def _answers_at(url: str) -> Callable[[GuardedProcess], bool]:
    def answers(_: GuardedProcess) -> bool:
        try:
            ask_health(url)
        except Unhealthy:
            return False
        return True

    return answers

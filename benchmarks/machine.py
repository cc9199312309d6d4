"""What every peer is measured on: this machine's cores and speed, a Redis and an origin of the run's own."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from redis import Redis

from console.stack.redis_alone import running_redis

from .jobs import compute
from .peers import URL_VARIABLE, Peer
from .session import ROOT

CALIBRATION_STEPS, CALIBRATIONS = 200_000, 15
IDLE_COLUMNS = 3, 4  # of /proc/stat: idle, and waiting for a disk


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it is measured.

    Attributes:
        redis_url: with the password.
        origin_url: of a server of files.
        cores: that this process may use.
        steps_per_sec: of `jobs.compute`, on one core that nothing else uses.
    """

    redis_url: str
    origin_url: str
    cores: int
    steps_per_sec: float

    def describe(self, peers: list[Peer]) -> str:
        """The versions and the number of cores, as one line."""
        with Redis.from_url(self.redis_url) as redis:
            info = redis.info("server")
        server = info.get("server_name", "redis")
        packages = dict.fromkeys(package for peer in peers for package in peer.packages)
        return ", ".join(
            [
                f"{self.cores} cores",
                f"{platform.python_implementation()} {platform.python_version()}",
                f"{server} {info.get(f'{server}_version', info['redis_version'])}",
                *(f"{package} {version(package)}" for package in packages),
            ]
        )


def busy_share(secs: float) -> float:
    """How much of all cores is used during so many seconds: when no peer runs, by other work."""
    idle, total = _ticks()
    time.sleep(secs)
    idle_after, total_after = _ticks()
    return 1 - (idle_after - idle) / max(total_after - total, 1)


def _ticks() -> tuple[int, int]:
    with Path("/proc/stat").open() as file:
        columns = [int(column) for column in file.readline().split()[1:9]]
    return sum(columns[index] for index in IDLE_COLUMNS), sum(columns)


@contextmanager
def running_machine(folder: Path) -> Iterator[Machine]:
    """Start Redis and the origin, say where Redis is in this environment, and calibrate."""
    steps_per_sec = _calibrate()
    with running_redis(folder / "redis") as address, _running_origin(folder / "origin.log") as origin_url:
        redis_url = address.url.replace("redis://", f"redis://:{address.password}@")
        os.environ[URL_VARIABLE] = redis_url
        yield Machine(redis_url, origin_url, len(os.sched_getaffinity(0)), steps_per_sec)


def _calibrate() -> float:
    """Steps a second: the best of many short runs, as other work can only slow one down."""
    best = 0.0
    for _ in range(CALIBRATIONS):
        start = time.perf_counter()
        compute(CALIBRATION_STEPS)
        best = max(best, CALIBRATION_STEPS / (time.perf_counter() - start))
    return best


@contextmanager
def _running_origin(log: Path) -> Iterator[str]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "origin", "--port", "0"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=output,
            start_new_session=True,
            env={**os.environ, "PARALLAX_ORIGIN_LOG_LEVEL": "warning"},
        )
    try:
        first_line = process.stdout.readline().decode() if process.stdout else ""
        _, found, url = first_line.strip().partition(" listening on ")
        if not found:
            raise RuntimeError(f"the origin did not start: {log.read_text()}")
        yield url
    finally:
        process.terminate()
        process.communicate()

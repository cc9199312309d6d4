"""Pooled workers in processes of their own, started by RQ's own command line."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals
from uuid import uuid4

from redis import Redis

import rq_pools
from tests.helpers.databases import url_of
from tests.helpers.process_tree import processes_of_session, signal_all
from tests.helpers.waiting import wait_until

ROOT = Path(__file__).parents[2]
WORKER_CLASSES = {
    "threads": "rq_pools.ThreadPoolWorker",
    "processes": "rq_pools.ProcessPoolWorker",
    "interpreters": "rq_pools.InterpreterPoolWorker",
}
HAS_INTERPRETERS = sys.version_info >= (3, 14) and hasattr(rq_pools, "InterpreterPoolWorker")
POOLS = [name for name in WORKER_CLASSES if name != "interpreters" or HAS_INTERPRETERS]
IN_ONE_PROCESS = [name for name in POOLS if name != "processes"]  # whose slots share the worker's fate
QUICK: dict[str, float] = {
    "slots": 2,
    "poll_secs": 0.02,
    "heartbeat_secs": 0.2,
    "lease_secs": 2,
    "maintenance_secs": 0.2,
    "drain_secs": 10,
    "stop_grace_secs": 0.3,
}


class PoolProcess:
    """A running worker.

    Args:
        redis: its database.
        pool: the kind of its slots.
        flags: of `rq worker`, queues last.
        log: where its output goes.
        settings: of `PoolSettings`, differing from `base`.
        base: the quick ones; empty for the defaults.
    """

    def __init__(
        self,
        redis: "Redis",
        pool: str,
        flags: Sequence[str],
        log: Path,
        settings: dict[str, float],
        base: dict[str, float] = QUICK,
    ) -> None:
        self.name = f"{pool}-{uuid4().hex[:8]}"
        self.redis = redis
        self.log = log
        command = [sys.executable, "-m", "rq.cli", "worker"]
        if "--worker-class" not in flags:
            command += ["--worker-class", WORKER_CLASSES[pool]]
        if "--url" not in flags and "--config" not in flags:
            command += ["--url", url_of(redis)]
        if "--name" not in flags:
            command += ["--name", self.name]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, *flags],
                env=environment(base | settings),
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_idle(self) -> "PoolProcess":
        """Wait until it is ready for jobs."""
        key = f"rq:worker:{self.name}"
        wait_until(lambda: self.redis.hget(key, "state") == b"idle", saying=lambda: self.log.read_text())
        return self

    def signal(self, number: Signals = SIGTERM) -> None:
        """Send it a signal, and to no child of it."""
        self.process.send_signal(number)

    def signal_tree(self, number: Signals) -> None:
        """Send a signal to it and to whatever it, or a job, has started."""
        signal_all(processes_of_session(self.process.pid), number)

    def wait(self, within_secs: float = 20.0) -> int:
        """Wait until it has ended; returns its exit code."""
        wait_until(
            lambda: self.process.poll() is not None,
            within_secs=within_secs,
            saying=lambda: f"the worker ends; its log:\n{self.log.read_text()}",
        )
        return int(self.process.returncode)

    def kill(self) -> None:
        """Kill it alone; its children are on their own."""
        self.process.kill()
        self.process.wait()

    def clear(self) -> None:
        """Kill it and whatever it started."""
        while processes := processes_of_session(self.process.pid):
            signal_all(processes, SIGKILL)
        self.process.wait()


@contextmanager
def serving(
    redis: "Redis", pool: str, flags: Sequence[str], folder: Path, **settings: float
) -> Iterator[PoolProcess]:
    """A worker for as long as the context lasts.

    Args:
        redis: its database.
        pool: the kind of its slots.
        flags: of `rq worker`, queues last.
        folder: for its log, which is printed at the end: pytest shows it with what fails.
        **settings: of `PoolSettings`.
    """
    worker = PoolProcess(redis, pool, flags, folder / f"{uuid4().hex[:8]}.log", settings)
    try:
        yield worker
    finally:
        worker.clear()
        print(f"{worker.name}:\n{worker.log.read_text()}")


def environment(settings: dict[str, float]) -> dict[str, str]:
    """This environment, with the project on the path and the settings of the pool."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RQ_")}
    path = os.pathsep.join([str(ROOT / "shared"), str(ROOT / "services"), str(ROOT)])
    variables = {f"RQ_POOL_{name.upper()}": str(value) for name, value in settings.items()}
    return inherited | variables | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}

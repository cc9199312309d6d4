"""Pooled workers in processes of their own, started by RQ's own command line."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from redis import Redis

from tests.helpers.databases import url_of
from tests.helpers.waiting import wait_until

ROOT = Path(__file__).parents[2]
WORKER_CLASSES = {"threads": "rq_pools.ThreadPoolWorker", "processes": "rq_pools.ProcessPoolWorker"}
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
        pool: threads or processes.
        flags: of `rq worker`, queues last.
        log: where its output goes.
        settings: of `PoolSettings`, differing from the quick ones.
    """

    def __init__(
        self, redis: "Redis", pool: str, flags: Sequence[str], log: Path, settings: dict[str, float]
    ) -> None:
        self.name = f"{pool}-{uuid4().hex[:8]}"
        self.redis = redis
        self.log = log
        command = [sys.executable, "-m", "rq.cli", "worker", "--worker-class", WORKER_CLASSES[pool]]
        if "--url" not in flags:
            command += ["--url", url_of(redis)]
        if "--name" not in flags:
            command += ["--name", self.name]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, *flags],
                env=environment(QUICK | settings),
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

    def signal(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send it a signal, and to no child of it."""
        self.process.send_signal(number)

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
        if self.process.poll() is None or _group_exists(self.process.pid):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def environment(settings: dict[str, float]) -> dict[str, str]:
    """This environment, with the project on the path and the settings of the pool."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RQ_")}
    path = os.pathsep.join([str(ROOT / "shared"), str(ROOT / "services"), str(ROOT)])
    variables = {f"RQ_POOL_{name.upper()}": str(value) for name, value in settings.items()}
    return inherited | variables | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def _group_exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True

"""RQ's own workers. Default settings, `-q`, and the jobs' module imported before any worker forks."""

import os
import sys
from collections.abc import Sequence
from typing import Any

from redis import Redis
from rq import Queue
from rq.job import Job
from rq.results import Result

from ..jobs import JOBS
from . import SLOTS, URL_VARIABLE, Client, Handle, Peer

QUEUE = "bench"
RQ = [sys.executable, "-m", "rq.cli"]
SETTINGS = ["-q", "-c", "benchmarks.apps.rq_settings"]


class RqClient:
    """Enqueues many at once by `enqueue_many`, one by `enqueue`; results in RQ's result streams."""

    def __init__(self) -> None:
        self._redis = Redis.from_url(os.environ[URL_VARIABLE])
        self._queue = Queue(QUEUE, connection=self._redis)

    def enqueue(self, kind: str, arguments: Sequence[tuple[Any, ...]]) -> list[Handle]:
        """As `Client.enqueue`."""
        function = JOBS[kind]
        if len(arguments) == 1:
            return [self._queue.enqueue(function, *arguments[0]).id]
        jobs = self._queue.enqueue_many([Queue.prepare_data(function, each) for each in arguments])
        return [job.id for job in jobs]

    def probe(self, handle: Handle) -> tuple[str, ...]:
        """As `Client.probe`."""
        return "EXISTS", Result.get_key(handle)

    def value(self, handle: Handle) -> object:
        """As `Client.value`."""
        result = Result.fetch_latest(Job(handle, connection=self._redis))
        if result is None or result.type != Result.Type.SUCCESSFUL:
            raise RuntimeError(f"job {handle} did not succeed: {result and result.exc_string}")
        return result.return_value


def make_client() -> Client:
    """A client of RQ."""
    return RqClient()


ONE_WORKER = Peer(
    "rq worker",
    [*RQ, "worker", *SETTINGS, QUEUE],
    1,
    make_client,
    ("rq", "redis"),
    "one job at a time, each in a forked process; fewer jobs of each kind, since it has one place",
)
PEERS = [
    ONE_WORKER,
    Peer(
        f"rq worker-pool -n {SLOTS}",
        [*RQ, "worker-pool", *SETTINGS, "-n", str(SLOTS), QUEUE],
        SLOTS,
        make_client,
        ("rq", "redis"),
        f"{SLOTS} such workers",
    ),
    Peer(
        f"rq worker-pool -n {SLOTS}, SimpleWorker",
        [*RQ, "worker-pool", *SETTINGS, "-n", str(SLOTS), "--worker-class", "rq.SimpleWorker", QUEUE],
        SLOTS,
        make_client,
        ("rq", "redis"),
        f"{SLOTS} workers that do not fork for a job",
    ),
]

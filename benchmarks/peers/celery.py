"""Celery on Redis as broker and result backend."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from . import SLOTS, Client, Handle, Peer

APP = "benchmarks.apps.celery_app"
FLAGS = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]


class CeleryClient:
    """Enqueues one by one: Celery has no call for many. Results under a key each."""

    def __init__(self) -> None:
        module = import_module(APP)
        self._app, self._tasks = module.app, module.TASKS

    def enqueue(self, kind: str, arguments: Sequence[tuple[Any, ...]]) -> list[Handle]:
        """As `Client.enqueue`."""
        task = self._tasks[kind]
        return [task.apply_async(each).id for each in arguments]

    def probe(self, handle: Handle) -> tuple[str, ...]:
        """As `Client.probe`."""
        return "EXISTS", self._app.backend.get_key_for_task(handle).decode()

    def value(self, handle: Handle) -> object:
        """As `Client.value`."""
        meta = self._app.backend.get_task_meta(handle, cache=False)
        if meta["status"] != "SUCCESS":
            raise RuntimeError(f"task {handle}: {meta['status']}: {meta['result']!r}")
        return meta["result"]


def make_client() -> Client:
    """A client of Celery."""
    return CeleryClient()


def _peer(pool: str, explanation: str) -> Peer:
    return Peer(
        f"Celery {pool}",
        [
            *(sys.executable, "-m", "celery", "--app", APP, "worker", "--pool", pool),
            *("--concurrency", str(SLOTS), *FLAGS),
        ],
        SLOTS,
        make_client,
        ("celery", "kombu"),
        f"{explanation}; prefetch multiplier 4 and early acks, its defaults: a killed worker loses up to "
        f"{SLOTS} running tasks; no gossip, mingle, heartbeats or rate limits",
    )


PEERS = [_peer("prefork", f"{SLOTS} child processes"), _peer("threads", f"{SLOTS} threads")]

"""Huey on Redis, results in Redis too."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from . import SLOTS, Client, Handle, Peer

APP = "benchmarks.apps.huey_app"


class HueyClient:
    """Enqueues one by one: Huey has no call for many. Results in one hash."""

    def __init__(self) -> None:
        module = import_module(APP)
        self._huey, self._tasks = module.HUEY, module.TASKS

    def enqueue(self, kind: str, arguments: Sequence[tuple[Any, ...]]) -> list[Handle]:
        """As `Client.enqueue`."""
        task = self._tasks[kind]
        return [task(*each).id for each in arguments]

    def probe(self, handle: Handle) -> tuple[str, ...]:
        """As `Client.probe`."""
        return "HEXISTS", self._huey.storage.result_key, handle

    def value(self, handle: Handle) -> object:
        """As `Client.value`."""
        return self._huey.result(handle, preserve=True)


def make_client() -> Client:
    """A client of Huey."""
    return HueyClient()


def _peer(kind: str, plural: str) -> Peer:
    return Peer(
        f"Huey {plural}",
        [
            *(sys.executable, "-m", "huey.bin.huey_consumer", f"{APP}.HUEY"),
            *("--workers", str(SLOTS), "--worker-type", kind, "--quiet", "--no-periodic"),
        ],
        SLOTS,
        make_client,
        ("huey",),
        f"{SLOTS} {plural}; blocking reads, its default; no acks: a killed consumer loses its running tasks",
    )


PEERS = [_peer("thread", "threads"), _peer("process", "processes")]

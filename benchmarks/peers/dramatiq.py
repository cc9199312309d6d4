"""Dramatiq on Redis as broker and result backend."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from . import SLOTS, Client, Handle, Peer

APP = "benchmarks.apps.dramatiq_app"


class DramatiqClient:
    """Enqueues one by one: Dramatiq has no call for many. Results under a key each."""

    def __init__(self) -> None:
        module = import_module(APP)
        self._results, self._actors = module.results, module.ACTORS

    def enqueue(self, kind: str, arguments: Sequence[tuple[Any, ...]]) -> list[Handle]:
        """As `Client.enqueue`."""
        actor = self._actors[kind]
        return [actor.send(*each) for each in arguments]

    def probe(self, handle: Handle) -> tuple[str, ...]:
        """As `Client.probe`."""
        return "EXISTS", self._results.build_message_key(handle)

    def value(self, handle: Handle) -> object:
        """As `Client.value`."""
        return handle.get_result(backend=self._results)


def make_client() -> Client:
    """A client of Dramatiq."""
    return DramatiqClient()


PEERS = [
    Peer(
        f"Dramatiq 1 × {SLOTS} threads",
        # Not to set logging up leaves it at WARNING; there is no flag for a level.
        [
            *(sys.executable, "-m", "dramatiq", APP, "--processes", "1"),
            *("--threads", str(SLOTS), "--skip-logging"),
        ],
        SLOTS,
        make_client,
        ("dramatiq",),
        f"{SLOTS} threads of one worker process beside its master; prefetches {2 * SLOTS} messages, its "
        "default; acks after the run; when idle it looks for jobs ever less often, up to once a second",
    )
]

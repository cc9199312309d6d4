"""Collects a front's events and waits for what they say."""

import threading
import time
from typing import Any

from client import BatchView, Client, Unreachable

READY_SECS = 15


class Follower:
    """Collects a front's events in a thread.

    Args:
        client: to the front.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._connected = threading.Event()
        self.events: list[dict[str, Any]] = []
        threading.Thread(target=self._run, daemon=True).start()
        assert self._connected.wait(READY_SECS), "the event stream did not open"

    def of(self, batch: str, kind: str) -> list[dict[str, Any]]:
        """The batch's events of that type so far, in order."""
        return [event for event in list(self.events) if event["batch"] == batch and event["type"] == kind]

    def _run(self) -> None:
        try:
            for event in self._client.events():
                if event.type == "connected":
                    self._connected.set()
                elif event.type != "reset":
                    self.events.append(event.data)
        except Unreachable:
            return


def wait_for_batch(client: Client, batch: str, *, within_secs: float) -> BatchView:
    """Wait until the batch is done and return it; a failure shows its states."""
    deadline = time.monotonic() + within_secs
    while True:
        view = client.batch(batch)
        if view["done"]:
            return view
        assert time.monotonic() < deadline, f"not done within {within_secs} s: {view['states']}"
        time.sleep(0.2)


def wait_for_event(follower: Follower, batch: str, kind: str, count: int, *, within_secs: float) -> None:
    """Wait until `count` events of that type have come."""
    deadline = time.monotonic() + within_secs
    while len(follower.of(batch, kind)) < count:
        seen = len(follower.of(batch, kind))
        assert time.monotonic() < deadline, f"{seen} of {count} events {kind!r} within {within_secs} s"
        time.sleep(0.1)

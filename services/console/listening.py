"""Events of a front, collected by a thread while something else is done."""

import queue
import threading
import time
from collections.abc import Iterator

from .client import Client, Refused, StreamEvent, Unreachable

CONNECT_SECS = 3.0
RECONNECT_SECS = 1.0


class Listener:
    """Collects events from now on; events missed while the connection was broken are left out.

    Args:
        client: to the front.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._inbox: queue.SimpleQueue[StreamEvent] = queue.SimpleQueue()
        self._connected = threading.Event()
        threading.Thread(target=self._listen, name="listener", daemon=True).start()
        # Not longer: without events the watching goes on, only with less to say.
        self._connected.wait(CONNECT_SECS)

    def heard(self, *, within_secs: float) -> Iterator[StreamEvent]:
        """What has come, and what comes within so many seconds."""
        until = time.monotonic() + within_secs
        while (left := until - time.monotonic()) > 0 or not self._inbox.empty():
            try:
                yield self._inbox.get(timeout=max(0.0, left))
            except queue.Empty:
                return

    def _listen(self) -> None:
        while True:
            try:
                for event in self._client.events():
                    self._connected.set()
                    self._inbox.put(event)
            except (Unreachable, Refused):
                time.sleep(RECONNECT_SECS)

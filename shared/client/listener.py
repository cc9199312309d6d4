"""Events of a front, collected by a thread while something else is done."""

import queue
import threading
import time
from collections.abc import Iterator

from .api import Client
from .errors import ClientError
from .stream import StreamEvent

CONNECT_SECS = 3.0
RECONNECT_SECS = 1.0


class Listener:
    """Collects events from now on. When the connection breaks, it goes on after the last event it got.

    Args:
        client: to the front.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._last_id = ""
        self._events: queue.SimpleQueue[StreamEvent] = queue.SimpleQueue()
        self._connected = threading.Event()
        threading.Thread(target=self._listen, name="listener", daemon=True).start()
        # Bounded: a batch can be followed without events, only with less to show.
        self._connected.wait(CONNECT_SECS)

    def events(self, *, within_secs: float) -> Iterator[StreamEvent]:
        """What has come, and what comes within so many seconds."""
        deadline = time.monotonic() + within_secs
        while (left_secs := deadline - time.monotonic()) > 0 or not self._events.empty():
            try:
                yield self._events.get(timeout=max(0.0, left_secs))
            except queue.Empty:
                return

    def _listen(self) -> None:
        while True:
            try:
                for event in self._client.events(after=self._last_id):
                    self._connected.set()
                    self._last_id = event.id or self._last_id
                    self._events.put(event)
            except ClientError:
                pass
            time.sleep(RECONNECT_SECS)

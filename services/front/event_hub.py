"""One reader of the event stream per process, fanning out to its server-sent-event clients.

Redis Stream ──XREAD──▶ EventHub thread ──▶ one bounded queue a client ──▶ HTTP response
"""

import queue
import threading
import time
from collections.abc import Iterator

import structlog
from redis import Redis
from redis.exceptions import RedisError

from wire import Event, read_after
from wire.events import newest_id, oldest_id

BLOCK_MS = 1_000
BACKLOG_EVENTS = 2_000  # a client that falls so far behind is cut off; it reconnects and catches up
KEEP_ALIVE_SECS = 15.0
RECONNECT_SECS = 1.0

Entry = tuple[str, Event]
log = structlog.get_logger("front.events")


class TooManyStreams(Exception):
    """The process serves as many event streams as it may."""


class EventHub:
    """Reads the stream once for all clients of this process.

    Args:
        redis: a connection whose socket time-out is longer than a second.
        max_clients: how many clients at a time.
        life_secs: how long one client's stream lasts before it has to reconnect.
    """

    def __init__(self, redis: "Redis", *, max_clients: int, life_secs: float) -> None:
        self._redis = redis
        self._max_clients = max_clients
        self._life_secs = life_secs
        self._lock = threading.Lock()
        self._clients: set[queue.Queue[Entry]] = set()
        self._thread: threading.Thread | None = None

    def stream(self, last_id: str | None) -> Iterator[str]:
        """The text of one client's event stream.

        Args:
            last_id: the last event the client saw; None for a new one, which gets what happens now.

        Raises:
            TooManyStreams: at once, before anything is sent.
            redis.RedisError: Redis is away.
        """
        inbox: queue.Queue[Entry] = queue.Queue(BACKLOG_EVENTS)
        self._join(inbox)
        try:
            start = last_id or newest_id(self._redis)
            missed = self._has_missed(last_id)
        except BaseException:
            self._leave(inbox)
            raise
        return self._serve(inbox, start, missed=missed)

    def _serve(self, inbox: "queue.Queue[Entry]", last_id: str, *, missed: bool) -> Iterator[str]:
        end = time.monotonic() + self._life_secs
        try:
            # The ID alone is remembered by the browser, and sent when it reconnects.
            yield f"retry: 2000\nid: {last_id}\n\n"
            if missed:
                yield _text(last_id, "reset", "{}")
            while entries := read_after(self._redis, last_id):
                for last_id, event in entries:
                    yield _text(last_id, event.type, event.to_json())
            while time.monotonic() < end and inbox in self._clients:
                try:
                    entry_id, event = inbox.get(timeout=KEEP_ALIVE_SECS)
                except queue.Empty:
                    yield ": still here\n\n"
                    continue
                if _number(entry_id) > _number(last_id):
                    last_id = entry_id
                    yield _text(entry_id, event.type, event.to_json())
        except RedisError:
            return  # the browser reconnects with the last ID it has
        finally:
            self._leave(inbox)

    def _has_missed(self, last_id: str | None) -> bool:
        """Whether events after the ID have been dropped from the capped stream already."""
        oldest = oldest_id(self._redis) if last_id is not None else None
        return oldest is not None and last_id is not None and _number(last_id) < _number(oldest)

    def _join(self, inbox: "queue.Queue[Entry]") -> None:
        with self._lock:
            if len(self._clients) >= self._max_clients:
                raise TooManyStreams
            self._clients.add(inbox)
            if self._thread is None:
                self._thread = threading.Thread(target=self._read, name="event-hub", daemon=True)
                self._thread.start()

    def _leave(self, inbox: "queue.Queue[Entry]") -> None:
        with self._lock:
            self._clients.discard(inbox)

    def _read(self) -> None:
        last_id: str | None = None
        while True:
            try:
                # Starting a little early is harmless: clients skip what they have seen.
                last_id = last_id or newest_id(self._redis)
                for entry in read_after(self._redis, last_id, block_ms=BLOCK_MS):
                    last_id = entry[0]
                    self._hand_out(entry)
            except RedisError as error:
                log.warning("event stream interrupted", error=str(error))
                time.sleep(RECONNECT_SECS)

    def _hand_out(self, entry: Entry) -> None:
        with self._lock:
            for inbox in list(self._clients):
                try:
                    inbox.put_nowait(entry)
                except queue.Full:
                    self._clients.discard(inbox)


def _text(entry_id: str, kind: str, data: str) -> str:
    return f"id: {entry_id}\nevent: {kind}\ndata: {data}\n\n"


def _number(entry_id: str) -> tuple[int, int]:
    milliseconds, _, serial = entry_id.partition("-")
    return int(milliseconds), int(serial or 0)

"""One reader of the event stream per process, fanning out to its server-sent-event clients.

Redis Stream ──XREAD──▶ EventHub thread ──▶ one bounded queue a client ──▶ HTTP response
"""

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator

import structlog
from redis import Redis
from redis.exceptions import RedisError

from wire.events import newest_id, oldest_id

from .event_text import Entry, comment, number_of, opening, read_texts_after, text_of

BLOCK_MS = 1_000
BACKLOG_EVENTS = 2_000  # a client that falls so far behind is cut off; it reconnects and catches up
AT_ONCE_EVENTS = 100
RECONNECT_SECS = 1.0

WAKE_UP: Entry = ("0-0", "")  # older than all, so nobody sends it

log = structlog.get_logger("front.events")


class TooManyStreams(Exception):
    """The process serves as many event streams as it may."""


class EventStream(Iterator[str]):
    """The text of one client's event stream, piece by piece.

    Args:
        texts: the pieces.
        leave: gives the client's place free.
    """

    def __init__(self, texts: Generator[str, None, None], leave: Callable[[], None]) -> None:
        self._texts = texts
        self._leave = leave

    def __next__(self) -> str:
        return next(self._texts)

    def close(self) -> None:
        """End it. A generator's own `finally` would not run when nothing was read of it (a HEAD request)."""
        self._texts.close()
        self._leave()


class EventHub:
    """Reads the stream once for all clients of this process.

    Args:
        redis: a connection whose socket time-out is longer than a second.
        max_clients: how many clients at a time.
        life_secs: how long one client's stream lasts before it has to reconnect.
        keep_alive_secs: after how much silence something is sent; a client that left is noticed by it.
    """

    def __init__(self, redis: "Redis", *, max_clients: int, life_secs: float, keep_alive_secs: float) -> None:
        self._redis = redis
        self._max_clients = max_clients
        self._life_secs = life_secs
        self._keep_alive_secs = keep_alive_secs
        self._lock = threading.Lock()
        self._clients: set[queue.Queue[Entry]] = set()
        self._thread: threading.Thread | None = None

    def stream(self, last_id: str | None) -> EventStream:
        """The text of one client's event stream; close it when the client has left.

        Args:
            last_id: the last event the client saw; None for a new one, which gets what happens now.

        Raises:
            TooManyStreams: at once, before anything is sent.
            redis.RedisError: Redis is away.
        """
        inbox: queue.Queue[Entry] = queue.Queue(BACKLOG_EVENTS)
        self._join(inbox)
        try:
            # In this order nothing falls between: what comes after `newest` comes to the inbox too.
            newest = newest_id(self._redis)
            self._start_reading(newest)
            start, lost = self._place(last_id, newest)
        except BaseException:
            self._leave(inbox)
            raise
        return EventStream(self._serve(inbox, start, lost=lost), lambda: self._leave(inbox))

    def end_all(self) -> None:
        """End every stream: the process is stopping, and the clients shall find another one."""
        with self._lock:
            inboxes, self._clients = self._clients, set()
        for inbox in inboxes:
            with contextlib.suppress(queue.Full):
                inbox.put_nowait(WAKE_UP)

    def _place(self, last_id: str | None, newest: str) -> tuple[str, bool]:
        """The ID to go on after, and whether events after the client's last one are gone."""
        if last_id is None:
            return newest, False
        if number_of(last_id) > number_of(newest):
            return newest, True  # of a stream that is no more: Redis lost its data
        oldest = oldest_id(self._redis)
        return last_id, oldest is not None and number_of(last_id) < number_of(oldest)

    def _serve(self, inbox: "queue.Queue[Entry]", last_id: str, *, lost: bool) -> Generator[str, None, None]:
        end = time.monotonic() + self._life_secs
        # The ID alone is remembered by the browser, and sent when it reconnects.
        yield opening(last_id)
        if lost:
            yield text_of(last_id, "reset", "{}")
        try:
            while entries := read_texts_after(self._redis, last_id):
                last_id = entries[-1][0]
                yield "".join(text for _, text in entries)
        except RedisError:
            return  # the browser reconnects with the last ID it has
        while (rest_secs := end - time.monotonic()) > 0 and inbox in self._clients:
            waiting = _waiting_entries(inbox, min(rest_secs, self._keep_alive_secs))
            entries = [entry for entry in waiting if number_of(entry[0]) > number_of(last_id)]
            last_id = entries[-1][0] if entries else last_id
            yield "".join(text for _, text in entries) or comment("still here")

    def _join(self, inbox: "queue.Queue[Entry]") -> None:
        with self._lock:
            if len(self._clients) >= self._max_clients:
                raise TooManyStreams
            self._clients.add(inbox)

    def _leave(self, inbox: "queue.Queue[Entry]") -> None:
        with self._lock:
            self._clients.discard(inbox)

    def _start_reading(self, last_id: str) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._read, args=(last_id,), name="event-hub", daemon=True
                )
                self._thread.start()

    def _read(self, last_id: str) -> None:
        while True:
            try:
                for entry in read_texts_after(self._redis, last_id, block_ms=BLOCK_MS):
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


def _waiting_entries(inbox: "queue.Queue[Entry]", timeout_secs: float) -> list[Entry]:
    """What is in the inbox; waits for the first, and is empty when none comes."""
    entries: list[Entry] = []
    try:
        entries.append(inbox.get(timeout=timeout_secs))
        while len(entries) < AT_ONCE_EVENTS:
            entries.append(inbox.get_nowait())
    except queue.Empty:
        pass
    return entries

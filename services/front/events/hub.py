"""One reader of the event stream per process, which passes the events to all of the process's clients.

Redis Stream ──XREAD──▶ reader thread ──▶ event loop ──▶ one bounded backlog a client ──▶ HTTP response
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from functools import partial

import structlog
from redis import Redis
from redis.exceptions import RedisError

from wire.events import newest_id, oldest_id

from .text import Entry, comment, number_of, opening, read_texts_after, text_of

BLOCK_MS = 1_000
BACKLOG_EVENTS = 2_000  # a client with more unsent events is disconnected; it reconnects and catches up
GATHER_SECS = 0.05  # events within this time are sent together
RECONNECT_SECS = 1.0
STREAM_KEY_IN_ENVIRON = "parallax.stream"

log = structlog.get_logger("front.events")


class TooManyStreams(Exception):
    """The process already serves its maximum of event streams."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Events that are sent together; encoded once for all clients."""

    entries: list[Entry]
    text: bytes

    @classmethod
    def of(cls, entries: list[Entry]) -> "Piece":
        """A piece with these entries."""
        return cls(entries, "".join(text for _, text in entries).encode())

    def after(self, last_id: str) -> "Piece":
        """The part of the piece after this ID."""
        last = number_of(last_id)
        if number_of(self.entries[0][0]) > last:
            return self
        return Piece.of([entry for entry in self.entries if number_of(entry[0]) > last])


class Subscription:
    """The events for one client. Created in any thread, used in the event loop.

    Args:
        leave: removes the subscription from its hub.
        life_secs: how long the stream lasts before the client has to reconnect.
        keep_alive_secs: how long the stream may be silent before a comment is sent.
    """

    def __init__(
        self, leave: "Callable[[Subscription], None]", life_secs: float, keep_alive_secs: float
    ) -> None:
        self._leave = leave
        self._life_secs = life_secs
        self._keep_alive_secs = keep_alive_secs
        self._pieces: deque[Piece] = deque()
        self._backlog_events = 0
        self._changed = asyncio.Event()
        self._is_closed = False
        self._catch_up: Callable[[str], list[Entry]] = lambda _: []
        self._last_id = "0-0"
        self._is_lost = False

    def begin(self, last_id: str, *, is_lost: bool, catch_up: Callable[[str], list[Entry]]) -> None:
        """Set where the stream starts.

        Args:
            last_id: the stream continues after this ID.
            is_lost: whether events that the client has not seen are gone.
            catch_up: reads the next entries after an ID; may wait for Redis.
        """
        self._last_id, self._is_lost, self._catch_up = last_id, is_lost, catch_up

    async def texts(self) -> AsyncGenerator[bytes, None]:
        """Yield the text to send, until the stream has lasted its time or is closed."""
        end = time.monotonic() + self._life_secs
        # A browser remembers this ID and sends it when it reconnects.
        yield opening(self._last_id).encode()
        if self._is_lost:
            yield text_of(self._last_id, "reset", "{}").encode()
        try:
            while entries := await asyncio.to_thread(self._catch_up, self._last_id):
                yield self._sent(Piece.of(entries))
        except RedisError:
            return  # the browser reconnects with the last ID it has
        while (rest_secs := end - time.monotonic()) > 0 and not self._is_closed:
            yield await self._next_text(min(rest_secs, self._keep_alive_secs))

    def receive(self, piece: Piece) -> None:
        """Add events to the backlog; close the stream if the client is too far behind."""
        self._pieces.append(piece)
        self._backlog_events += len(piece.entries)
        if self._backlog_events > BACKLOG_EVENTS:
            self.close()
        self._changed.set()

    def close(self) -> None:
        """End the stream and leave the hub; call it in the event loop, or before the stream is used there."""
        self._is_closed = True
        self._changed.set()
        self._leave(self)

    async def _next_text(self, timeout_secs: float) -> bytes:
        try:
            async with asyncio.timeout(timeout_secs):
                await self._changed.wait()
        except TimeoutError:
            return comment("still here").encode()
        self._changed.clear()
        pieces, self._pieces, self._backlog_events = self._pieces, deque(), 0
        return b"".join(self._sent(piece) for piece in pieces)

    def _sent(self, piece: Piece) -> bytes:
        new = piece.after(self._last_id)
        self._last_id = new.entries[-1][0] if new.entries else self._last_id
        return new.text


class EventHub:
    """Reads the event stream once for all clients of this process.

    Args:
        redis: a connection whose socket timeout is longer than a second.
        max_clients: how many clients at a time.
        life_secs: how long one client's stream lasts before the client has to reconnect.
        keep_alive_secs: how long a stream may be silent before a comment is sent.
    """

    def __init__(self, redis: "Redis", *, max_clients: int, life_secs: float, keep_alive_secs: float) -> None:
        self._redis = redis
        self._max_clients = max_clients
        self._subscription = partial(
            Subscription, self._leave, life_secs=life_secs, keep_alive_secs=keep_alive_secs
        )
        self._lock = threading.Lock()
        self._clients: set[Subscription] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Set the event loop that sends the events."""
        self._loop = loop

    def subscribe(self, last_id: str | None) -> Subscription:
        """Add a client; close its subscription when the client has left.

        Args:
            last_id: the last event that the client saw; None for a new client, which gets new events only.

        Raises:
            TooManyStreams: there are too many clients.
            redis.RedisError: Redis is away.
        """
        subscription = self._join()
        try:
            # The subscription already receives events, so none after `newest` is missed.
            newest = newest_id(self._redis)
            self._start_reading(newest)
            start, is_lost = self._place(last_id, newest)
        except BaseException:
            self._leave(subscription)
            raise
        catch_up = partial(read_texts_after, self._redis)
        subscription.begin(start, is_lost=is_lost, catch_up=catch_up)
        return subscription

    def end_all(self) -> None:
        """End every stream, because the process stops; the clients reconnect to another one."""
        for subscription in self._all():
            subscription.close()

    def _place(self, last_id: str | None, newest: str) -> tuple[str, bool]:
        """The ID to continue after, and whether events after the client's last one are gone."""
        if last_id is None:
            return newest, False
        if number_of(last_id) > number_of(newest):
            return newest, True  # the ID is of an earlier stream: Redis lost its data
        oldest = oldest_id(self._redis)
        return last_id, oldest is not None and number_of(last_id) < number_of(oldest)

    def _join(self) -> Subscription:
        with self._lock:
            if len(self._clients) >= self._max_clients:
                raise TooManyStreams
            subscription = self._subscription()
            self._clients.add(subscription)
            return subscription

    def _leave(self, subscription: Subscription) -> None:
        with self._lock:
            self._clients.discard(subscription)

    def _all(self) -> list[Subscription]:
        with self._lock:
            return list(self._clients)

    def _start_reading(self, last_id: str) -> None:
        with self._lock:
            if self._thread is None and self._loop is not None:
                self._thread = threading.Thread(
                    target=self._read, args=(last_id, self._loop), name="event-hub", daemon=True
                )
                self._thread.start()

    def _read(self, last_id: str, loop: asyncio.AbstractEventLoop) -> None:
        while not loop.is_closed():
            try:
                entries = read_texts_after(self._redis, last_id, block_ms=BLOCK_MS)
            except RedisError as error:
                log.warning("event stream interrupted", error=str(error))
                time.sleep(RECONNECT_SECS)
                continue
            if entries:
                last_id = entries[-1][0]
                loop.call_soon_threadsafe(self._hand_out, Piece.of(entries))
                time.sleep(GATHER_SECS)

    def _hand_out(self, piece: Piece) -> None:
        for subscription in self._all():
            subscription.receive(piece)

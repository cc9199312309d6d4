"""Events as text of server-sent events (WHATWG HTML, 9.2)."""

from typing import Any

import structlog
from redis import Redis

from wire import keys, read_after

RETRY_MS = 2_000

Entry = tuple[str, str]  # an event's ID, and its text
log = structlog.get_logger("front.events")


def text_of(entry_id: str, kind: str, data: str) -> str:
    """The text of one event."""
    return f"id: {entry_id}\nevent: {kind}\ndata: {data}\n\n"


def opening(last_id: str) -> str:
    """The start of a stream: the reconnection time, and an ID to reconnect with before the first event."""
    return f"retry: {RETRY_MS}\nid: {last_id}\n\n"


def comment(text: str) -> str:
    """A comment, which clients ignore."""
    return f": {text}\n\n"


def number_of(entry_id: str) -> tuple[int, int]:
    """The ID as numbers that can be compared."""
    milliseconds, _, serial = entry_id.partition("-")
    return int(milliseconds), int(serial or 0)


def read_texts_after(redis: "Redis", last_id: str, *, block_ms: int | None = None) -> list[Entry]:
    """The texts of the next events after the ID, oldest first; empty if there are none.

    A foreign entry in the stream gives a text with an ID and no event, so that readers skip it.

    Args:
        redis: a connection whose socket timeout is longer than `block_ms`.
        last_id: of the last event read.
        block_ms: how long to wait for the first event, in milliseconds; None returns at once.
    """
    try:
        return _texts_after(redis, last_id, block_ms=block_ms)
    except (ValueError, TypeError, KeyError):
        pass
    try:
        return _texts_after(redis, last_id, count=1)
    except (ValueError, TypeError, KeyError) as error:
        found: Any = redis.xrange(keys.EVENTS, min=f"({last_id}", count=1)
        if not found:
            return []
        entry_id = found[0][0].decode()
        log.warning("not an event", id=entry_id, error=repr(error)[:200])
        return [(entry_id, f"id: {entry_id}\n\n")]


def _texts_after(
    redis: "Redis", last_id: str, *, block_ms: int | None = None, count: int = 500
) -> list[Entry]:
    entries = read_after(redis, last_id, block_ms=block_ms, count=count)
    texts = [(entry_id, text_of(entry_id, event.type, event.to_json())) for entry_id, event in entries]
    for _, text in texts:
        text.encode()  # raises for a lone surrogate, which would end every stream that sends it
    return texts

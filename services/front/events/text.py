"""Events as text of server-sent events (WHATWG HTML, 9.2)."""

from typing import Any

import structlog
from redis import Redis

from wire import keys, read_after

RETRY_MS = 2_000

Entry = tuple[str, str]  # an event's ID, and its text
log = structlog.get_logger("front.events")


def text_of(entry_id: str, kind: str, data: str) -> str:
    """One event."""
    return f"id: {entry_id}\nevent: {kind}\ndata: {data}\n\n"


def opening(last_id: str) -> str:
    """The start of a stream: when to reconnect, and the ID to reconnect with until an event comes."""
    return f"retry: {RETRY_MS}\nid: {last_id}\n\n"


def comment(text: str) -> str:
    """What clients ignore."""
    return f": {text}\n\n"


def number_of(entry_id: str) -> tuple[int, int]:
    """The ID as numbers, to compare."""
    milliseconds, _, serial = entry_id.partition("-")
    return int(milliseconds), int(serial or 0)


def read_texts_after(redis: "Redis", last_id: str, *, block_ms: int | None = None) -> list[Entry]:
    """The texts of the next events after the ID, oldest first; empty when there are none.

    What somebody else wrote to the stream and is no event becomes an ID without an event, so that it is
    passed over and never read again.

    Args:
        redis: a connection whose socket time-out is longer than `block_ms`.
        last_id: of the last event read.
        block_ms: wait as long for the first one, in milliseconds; None returns at once.
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
        text.encode()  # half a surrogate pair would end every stream that carries it
    return texts

"""Events of downloads, in one capped Redis Stream.

The stream's IDs are those of the server-sent events (WHATWG HTML, 9.2): a client that reconnects with the
last ID it saw misses nothing that is still in the stream.
"""

import json
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from redis import Redis

from . import keys, typed_json
from .payloads import PAYLOAD_OF, EventType, Payload

STREAM_MAX_EVENTS = 20_000


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a download or a batch.

    Attributes:
        type: what happened.
        data: its details, of the dataclass that `payloads` names for the type.
        batch: the id of the batch; "" if there is none.
        download: the id of the download; "" for an event of a whole batch.
        at: when it happened, seconds since the epoch.
    """

    type: EventType
    data: Payload
    batch: str = ""
    download: str = ""
    at: float = field(default_factory=time.time)

    def to_json(self) -> str:
        """The event as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> "Event":
        """The event that `to_json` wrote.

        Raises:
            ValueError, TypeError, KeyError: the text is not one.
        """
        try:
            values: Any = json.loads(text)
        except RecursionError:
            raise ValueError("nested too deeply") from None
        payload: Any = typed_json.from_dict(PAYLOAD_OF[values["type"]], values["data"])
        envelope = typed_json.from_dict(_Envelope, values)
        return cls(values["type"], payload, envelope.batch, envelope.download, envelope.at)


@dataclass(frozen=True, slots=True)
class _Envelope:
    """The fields that all events have."""

    batch: str
    download: str
    at: float


def publish(redis: "Redis", *events: Event) -> None:
    """Append the events to the stream, a round trip each; it keeps the newest 20,000 or so.

    Args:
        redis: a connection, or a pipeline whose transaction they are added to.
        events: in the order they happened.

    Raises:
        redis.RedisError: they could not be written.
    """
    for event in events:
        redis.xadd(keys.EVENTS, {"event": event.to_json()}, maxlen=STREAM_MAX_EVENTS, approximate=True)


def read_after(
    redis: "Redis", last_id: str, *, block_ms: int | None = None, count: int = 500
) -> list[tuple[str, Event]]:
    """The events after the ID, oldest first.

    Args:
        redis: a connection whose socket timeout is longer than `block_ms`.
        last_id: a stream ID; `"0"` for all events, `"$"` for new ones only.
        block_ms: how long to wait for the first one, in milliseconds; None returns at once.
        count: the maximum number of events.
    """
    # Any: redis-py types the answer as a union over its sync and async clients.
    answer: Any = redis.xread({keys.EVENTS: last_id}, count=count, block=block_ms)
    return [
        (_text(entry_id), Event.from_json(fields[b"event"]))
        for page in _pages(answer)
        for entry_id, fields in page
    ]


def newest_id(redis: "Redis") -> str:
    """The ID of the newest event; `"0-0"` if there is none yet."""
    newest: Any = redis.xrevrange(keys.EVENTS, count=1)
    return _text(newest[0][0]) if newest else "0-0"


def oldest_id(redis: "Redis") -> str | None:
    """The ID of the oldest event that is kept; None if there is none."""
    oldest: Any = redis.xrange(keys.EVENTS, count=1)
    return _text(oldest[0][0]) if oldest else None


def _pages(answer: Any) -> list[Any]:
    """The entries in XREAD's answer: a map of streams in RESP3, pairs in RESP2."""
    if isinstance(answer, dict):
        return [page for pages in answer.values() for page in pages]
    return [page for _, page in answer or []]


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value

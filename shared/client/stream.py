"""The front's server-sent events (WHATWG HTML, 9.2)."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sseclient
from urllib3.exceptions import HTTPError

from .connection import Connection, raise_if_refused, reason_of
from .errors import Unreachable

PATH = "/api/v1/events"
SILENCE_SECS = 40.0  # the front says something at least every 30 s, whatever its settings


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One server-sent event: its type, its data, and its ID ("" when it has none)."""

    type: str
    data: dict[str, Any]
    id: str = ""


def read_events(connection: Connection, *, after: str = "") -> Iterator[StreamEvent]:
    """What happens, for as long as the connection lasts. The first event is `connected`.

    Args:
        connection: to the front.
        after: the ID of the last event seen; "" for what happens from now on.

    Raises:
        Unreachable: the connection could not be made, or broke.
        Refused: the front has no room for another stream.
    """
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": after} if after else {})
    try:
        response = connection.open(PATH, headers=headers, silence_secs=SILENCE_SECS)
        with contextlib.closing(response):
            raise_if_refused(response)
            yield StreamEvent("connected", {})
            chunks = iter(lambda: response.read1(), b"")
            for event in sseclient.SSEClient(chunks).events():
                yield StreamEvent(event.event, json.loads(event.data), event.id or "")
    except (HTTPError, ValueError) as error:
        raise Unreachable(connection.url, reason_of(error)) from error

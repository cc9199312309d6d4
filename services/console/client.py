"""The front's HTTP API, from the terminal's side."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import sseclient
from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

STREAM_SILENCE_SECS = 40.0  # the front says something at least every 30 s, whatever its settings


class Unreachable(Exception):
    """The front does not answer."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(url, why)
        self.url = url
        self.why = why


class Refused(Exception):
    """The front answered with a problem.

    Args:
        status: the HTTP status.
        detail: what it said.
        errors: the inputs at fault.
    """

    def __init__(self, status: int, detail: str, errors: list[dict[str, Any]]) -> None:
        super().__init__(status, detail, errors)
        self.status = status
        self.detail = detail
        self.errors = errors

    def __str__(self) -> str:
        return self.detail


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One server-sent event: its type, and its data."""

    type: str
    data: dict[str, Any]


class Client:
    """Talks to one front.

    Args:
        url: where it is, such as `http://localhost:8080`.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        # 503 means that nothing was done, or that the key makes it safe to ask again.
        retry = Retry(
            total=4,
            connect=2,
            backoff_factor=0.3,
            status_forcelist=[503],
            allowed_methods=None,
            raise_on_status=False,
        )
        self._pool = PoolManager(timeout=Timeout(connect=5.0, read=60.0), retries=retry)

    def submit(self, body: dict[str, Any]) -> dict[str, Any]:
        """Queue downloads; sends an idempotency key, so that trying again queues once.

        Raises:
            Unreachable, Refused: it could not.
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex}
        return self._ask("POST", "/api/v1/downloads", body=json.dumps(body).encode(), headers=headers)

    def batch(self, batch_id: str) -> dict[str, Any]:
        """The batch as it stands."""
        return self._ask("GET", f"/api/v1/batches/{batch_id}")

    def downloads(self, batch_id: str) -> Iterator[dict[str, Any]]:
        """All downloads of the batch, newest first."""
        cursor: str | None = ""
        while cursor is not None:
            query = f"?batch={batch_id}&limit=500" + (f"&cursor={cursor}" if cursor else "")
            page = self._ask("GET", f"/api/v1/downloads{query}")
            yield from page["downloads"]
            cursor = page["next_cursor"]

    def workers(self) -> dict[str, Any]:
        """All workers."""
        return self._ask("GET", "/api/v1/workers")

    def events(self) -> Iterator[StreamEvent]:
        """What happens from now on, for as long as the connection lasts. The first one is `connected`.

        Raises:
            Unreachable: the connection could not be made, or broke.
        """
        try:
            response = self._pool.request(
                "GET",
                f"{self.url}/api/v1/events",
                preload_content=False,
                retries=False,
                timeout=Timeout(connect=5.0, read=STREAM_SILENCE_SECS),
            )
            with contextlib.closing(response):
                if response.status != 200:
                    _raise_problem(response)
                chunks = iter(lambda: response.read1(), b"")
                yield StreamEvent("connected", {})
                for event in sseclient.SSEClient(chunks).events():
                    yield StreamEvent(event.event, json.loads(event.data))
        except (HTTPError, ValueError) as error:
            raise Unreachable(self.url, _why(error)) from error

    def _ask(
        self, method: str, path: str, *, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        try:
            response = self._pool.request(method, self.url + path, body=body, headers=headers)
        except HTTPError as error:
            raise Unreachable(self.url, _why(error)) from error
        if response.status >= 400:
            _raise_problem(response)
        answer: dict[str, Any] = response.json()
        return answer


def _raise_problem(response: BaseHTTPResponse) -> None:
    try:
        problem = json.loads(response.data)
        raise Refused(response.status, str(problem["detail"]), problem.get("errors") or [])
    except (ValueError, KeyError, TypeError):
        raise Refused(response.status, f"the server answered {response.status}", []) from None


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    text = str(reason.args[-1] if getattr(reason, "args", None) else reason)
    return text.rpartition(": ")[2] or text

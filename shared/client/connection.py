"""Requests to one front: addresses, time-outs, retries, and answers that are errors."""

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from service_kit.problems import ProblemDetails
from words import printable

from .errors import InvalidAddress, NotParallax, Refused, Unreachable

CONNECT_SECS = 5.0
READ_SECS = 60.0
MAX_DETAIL_CHARS = 2_000


class _OnlyUnavailable(Retry):
    """Retries 503 only: 429 means that the queue is full, which the caller must know."""

    RETRY_AFTER_STATUS_CODES = frozenset({503})


# 503 means that nothing was done, or that the idempotency key makes it safe to ask again. Any method may be
# repeated: GET and DELETE are idempotent, and POST has a key.
RETRY = _OnlyUnavailable(
    total=4,
    connect=2,
    read=2,
    backoff_factor=0.3,
    status_forcelist=[503],
    allowed_methods=None,
    raise_on_status=False,
)


class Connection:
    """Sends requests to one front.

    Args:
        url: where it is, such as `http://localhost:8080`.
        language: the language of what it says, as in `Accept-Language`; None leaves it to the server.

    Raises:
        InvalidAddress: the URL cannot be one of a front.
    """

    def __init__(self, url: str, *, language: str | None = None) -> None:
        self.url = _checked(url)
        headers = {"Accept-Language": language} if language else None
        self._pool = PoolManager(
            headers=headers, timeout=Timeout(connect=CONNECT_SECS, read=READ_SECS), retries=RETRY
        )

    def ask(self, method: str, path: str, *, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """Send a request and return the JSON that answers it.

        Args:
            method, path: of the request; the path begins with `/`.
            body: sent as JSON.
            headers: more of them.

        Raises:
            Unreachable, Refused: there is no such answer.
        """
        sent = {**self._pool.headers, "Content-Type": "application/json", **(headers or {})}
        content = None if body is None else json.dumps(body).encode()
        try:
            response = self._pool.request(method, self.url + path, body=content, headers=sent)
        except HTTPError as error:
            raise Unreachable(self.url, reason_of(error)) from error
        raise_if_refused(response)
        try:
            answer = response.json()
        except (ValueError, RecursionError) as error:
            raise NotParallax(self.url, f"status {response.status}, and no JSON") from error
        if not isinstance(answer, dict):
            raise NotParallax(self.url, f"status {response.status}, and no JSON object")
        return answer

    def fetch(self, path: str) -> bytes:
        """The body that answers a GET, whatever it is.

        Raises:
            Unreachable, Refused: there is no such answer.
        """
        try:
            response = self._pool.request("GET", self.url + path)
        except HTTPError as error:
            raise Unreachable(self.url, reason_of(error)) from error
        raise_if_refused(response)
        return response.data

    def open(self, path: str, *, headers: dict[str, str], silence_secs: float) -> BaseHTTPResponse:
        """Send a GET once, and return the answer with its body unread.

        Args:
            path: begins with `/`.
            headers: more of them.
            silence_secs: how long the server may say nothing while the body is read.

        Raises:
            urllib3.exceptions.HTTPError: no answer came.
        """
        return self._pool.request(
            "GET",
            self.url + path,
            headers={**self._pool.headers, **headers},
            preload_content=False,
            retries=False,
            timeout=Timeout(connect=CONNECT_SECS, read=silence_secs),
        )


def raise_if_refused(response: BaseHTTPResponse) -> None:
    """Raise what the answer says when it is an error.

    Raises:
        Refused: it is.
    """
    if response.status < 400:
        return
    try:
        problem = ProblemDetails.from_json(response.data, status=response.status)
    except (ValueError, RecursionError):
        problem = ProblemDetails(response.status, "")
    raise Refused(_printable(problem))


def _printable(problem: ProblemDetails) -> ProblemDetails:
    """The problem, each text on one line and without escape codes: people read it on a terminal."""
    detail = printable(problem.detail, MAX_DETAIL_CHARS)
    errors = [
        {name: printable(value) if isinstance(value, str) else value for name, value in error.items()}
        for error in problem.errors
    ]
    return replace(problem, detail=detail, errors=errors)


def reason_of(error: Exception) -> str:
    """Why a request failed, without urllib3's frame around it."""
    reason = getattr(error, "reason", None) or error
    text = str(reason.args[-1] if getattr(reason, "args", None) else reason)
    return printable(re.sub(r"^\[Errno -?\d+\] ", "", text.rpartition(": ")[2] or text))


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        usable = False
    if not usable or not url.isprintable() or parts.query or parts.fragment:
        raise InvalidAddress(url)
    return url.rstrip("/")

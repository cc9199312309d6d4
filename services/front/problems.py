"""Answers every error with RFC 9457 problem details: what happened, which input, what to do next."""

from typing import Any

import structlog
from flask import Flask, Response, json
from redis.exceptions import OutOfMemoryError, RedisError, ResponseError
from werkzeug.exceptions import HTTPException

from service_kit.problems import MEDIA_TYPE, ProblemDetails
from words import Words

from .reader import reader_words

RETRY_AFTER_SECS = 2
KEPT_HEADERS = ("Allow", "Content-Range", "Retry-After")

log = structlog.get_logger("front")


class Problem(Exception):
    """An error to answer with, in the reader's language.

    Args:
        status: the HTTP status.
        reason: the key of its sentence in `problems.json`.
        errors: the inputs at fault, each `{"item", "field", "message"}`.
        headers: additional headers of the answer.
        values: the values of the sentence.
    """

    def __init__(
        self,
        status: int,
        reason: str,
        *,
        errors: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(status, reason, values)
        self.status = status
        self.reason = reason
        self.values = values
        self.errors = errors or []
        self.headers = headers or {}

    def response(self, words: Words | None = None) -> Response:
        """The answer.

        Args:
            words: in the reader's language; by default the current request's.
        """
        words = words or reader_words()
        detail = words.say(f"problems.{self.reason}", **self.values)
        title = f"problems.title.{self.status}"
        known = words.say(title) if words.has(title) else ""
        problem = ProblemDetails(self.status, detail, known, errors=self.errors)
        headers = {"Content-Language": words.language, "Vary": "Accept-Language", **self.headers}
        return Response(json.dumps(problem.to_dict()), self.status, headers=headers, content_type=MEDIA_TYPE)


def register(app: Flask) -> None:
    """Make the app answer every error with problem details."""
    app.register_error_handler(Problem, lambda problem: problem.response())
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(RedisError, _of_redis)
    app.register_error_handler(Exception, _of_bug)


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=list(error.get_headers()))
    headers = {name: value for name, value in error.get_headers() if name in KEPT_HEADERS}
    reason = f"status.{status}"
    known = reader_words().has(f"problems.{reason}")
    return Problem(status, reason if known else "status.400", headers=headers).response()


def _of_redis(error: RedisError) -> Response:
    if isinstance(error, ResponseError) and "WRONGTYPE" in str(error):
        log.error("redis refused", exc_info=error)
        return Problem(500, "redis-unreadable").response()
    if isinstance(error, OutOfMemoryError):
        log.error("redis is full", error=str(error))
        return Problem(503, "redis-full", headers={"Retry-After": str(RETRY_AFTER_SECS)}).response()
    log.warning("redis is away", error=str(error))
    return Problem(503, "redis-away", headers={"Retry-After": str(RETRY_AFTER_SECS)}).response()


def _of_bug(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    return Problem(500, "internal").response()

"""Every error as RFC 9457 problem details: what happened, to which input, what to do next."""

from typing import Any

import structlog
from flask import Flask, Response, json
from pydantic import ValidationError
from redis.exceptions import RedisError, ResponseError
from werkzeug.exceptions import HTTPException

from service_kit.problems import MEDIA_TYPE, ProblemDetails

from .reader import reader_words

RETRY_AFTER_SECS = 2
KEPT_HEADERS = ("Allow", "Content-Range", "Retry-After")
MAX_ERRORS = 100
MAX_FIELD_CHARS = 200  # an unknown field's name is the sender's, and may be megabytes

log = structlog.get_logger("front")


class Problem(Exception):
    """An error to answer with.

    Args:
        status: the HTTP status.
        detail: a sentence for people.
        errors: the inputs at fault, each `{"item", "field", "message"}`.
        headers: more headers of the answer.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.errors = errors or []
        self.headers = headers or {}

    def response(self) -> Response:
        """The answer."""
        problem = ProblemDetails(self.status, self.detail, errors=self.errors)
        return Response(
            json.dumps(problem.to_dict()), self.status, headers=self.headers, content_type=MEDIA_TYPE
        )


def register(app: Flask) -> None:
    """Make the app answer every error this way."""
    app.register_error_handler(Problem, lambda problem: problem.response())
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(RedisError, _of_redis)
    app.register_error_handler(Exception, _of_bug)


def of_validation(error: ValidationError) -> Response:
    """What pydantic found, naming the item and the field."""
    found = error.errors(include_url=False, include_input=False)
    errors = [_one_error(one) for one in found[:MAX_ERRORS]]
    first = errors[0]
    where = first["field"] or "the body"
    return Problem(422, f"{where}: {first['message']}", errors=errors).response()


def _one_error(found: Any) -> dict[str, Any]:
    path = found["loc"]
    item = path[1] if len(path) > 1 and path[0] == "items" and isinstance(path[1], int) else None
    message = str(found["msg"]).removeprefix("Value error, ")
    if found["type"] == "invalid_download":
        context = found["ctx"]
        message = reader_words().say(f"validation.{context['reason']}", **context["values"])
    return {"item": item, "field": ".".join(map(str, path))[:MAX_FIELD_CHARS], "message": message[:300]}


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=list(error.get_headers()))
    headers = {name: value for name, value in error.get_headers() if name in KEPT_HEADERS}
    return Problem(status, error.description or error.name, headers=headers).response()


def _of_redis(error: RedisError) -> Response:
    if isinstance(error, ResponseError) and "WRONGTYPE" in str(error):
        log.error("redis refused", exc_info=error)
        return Problem(500, "What stands in Redis cannot be read; the log of the front says what.").response()
    log.warning("redis is away", error=str(error))
    return Problem(
        503,
        "The queue (Redis) is not reachable right now. Try again in a moment; what was asked has happened "
        "wholly or not at all, and the same Idempotency-Key makes sure that it happens once.",
        headers={"Retry-After": str(RETRY_AFTER_SECS)},
    ).response()


def _of_bug(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    return Problem(500, "Something went wrong on our side; the log of the front says what.").response()

"""Every error as RFC 9457 problem details: what happened, to which input, what to do next."""

from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, json, request
from pydantic import ValidationError
from redis.exceptions import RedisError
from werkzeug.exceptions import HTTPException

RETRY_AFTER_SECS = 2

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
        self.errors = errors
        self.headers = headers or {}

    def response(self) -> Response:
        """The answer, as `application/problem+json`."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = self.errors
        return Response(
            json.dumps(body),
            status=self.status,
            headers=self.headers,
            content_type="application/problem+json",
        )


def register(app: Flask) -> None:
    """Make the app answer every error this way."""
    app.register_error_handler(Problem, lambda problem: problem.response())
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(RedisError, _of_redis)
    app.register_error_handler(Exception, _of_bug)


def of_validation(error: ValidationError) -> Response:
    """What pydantic found, naming the item and the field."""
    if error.errors(include_url=False)[0]["type"] in ("model_type", "model_attributes_type"):
        return _of_body().response()
    errors = [_one_error(found) for found in error.errors(include_url=False, include_context=False)[:100]]
    first = errors[0]
    where = first["field"] or "the body"
    return Problem(422, f"{where}: {first['message']}", errors=errors).response()


def _of_body() -> Problem:
    """Why the body is not even an object."""
    if request.mimetype != "application/json":
        return Problem(415, f"send the body as application/json, not {request.mimetype or 'nothing'!r}")
    try:
        json.loads(request.get_data())
    except ValueError as error:
        return Problem(400, f"the body is not JSON: {error}")
    return Problem(422, "the body must be a JSON object")


def _one_error(found: Any) -> dict[str, Any]:
    path = [part for part in found["loc"] if part not in ("body", "query", "path")]
    item = path[1] if len(path) > 1 and path[0] == "items" and isinstance(path[1], int) else None
    message = str(found["msg"]).removeprefix("Value error, ")
    return {"item": item, "field": ".".join(map(str, path)), "message": message[:300]}


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=list(error.get_headers()))
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return Problem(status, error.description or error.name, headers=headers).response()


def _of_redis(error: RedisError) -> Response:
    log.warning("redis is away", error=str(error))
    return Problem(
        503,
        "The queue (Redis) is not reachable right now; nothing was changed. Try again in a moment.",
        headers={"Retry-After": str(RETRY_AFTER_SECS)},
    ).response()


def _of_bug(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    return Problem(500, "Something went wrong on our side; the log of the front says what.").response()

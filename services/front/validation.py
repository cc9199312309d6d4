"""Validation errors of requests as problem details, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from flask import Response
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from download_task import InvalidDownload
from words import Words

from .problems import Problem
from .reader import reader_words

MAX_ERRORS = 100
MAX_FIELD_CHARS = 200  # an unknown field's name is the sender's, and may be megabytes
OUR_OWN = "invalid_download"


def refusal(error: InvalidDownload) -> PydanticCustomError:
    """The core's error as one that pydantic collects."""
    return PydanticCustomError(OUR_OWN, "{reason}", {"reason": error.reason, "values": error.values})


def of_validation(error: ValidationError) -> Response:
    """The answer to a request that pydantic refused; it names each item and field at fault."""
    words = reader_words()
    found = error.errors(include_url=False, include_input=False)
    return invalid_inputs([_one_error(one, words) for one in found[:MAX_ERRORS]]).response(words)


def invalid_inputs(errors: list[dict[str, Any]]) -> Problem:
    """The problem for inputs at fault, each `{"item", "field", "message"}`; its detail names the first."""
    first = errors[0]
    reason = "invalid" if first["field"] else "invalid-body"
    values = {"field": first["field"], "message": first["message"]}
    return Problem(422, reason, errors=errors[:MAX_ERRORS], **values)


def _one_error(found: Any, words: Words) -> dict[str, Any]:
    path = found["loc"]
    item = path[1] if len(path) > 1 and path[0] == "items" and isinstance(path[1], int) else None
    field = ".".join(map(str, path))[:MAX_FIELD_CHARS]
    return {"item": item, "field": field, "message": _message(found["type"], found.get("ctx") or {}, words)}


def _message(kind: str, context: Mapping[str, Any], words: Words) -> str:
    if kind == OUR_OWN:
        return words.say(f"validation.{context['reason']}", **context["values"])
    values = {name: _listed(value) for name, value in context.items()}
    return words.say(f"validation.{kind if words.has(f'validation.{kind}') else 'other'}", **values)


def _listed(value: Any) -> Any:
    """The choices that pydantic lists as `'a', 'b' or 'c'`, without the English "or"."""
    return value.replace(" or ", ", ") if isinstance(value, str) else value

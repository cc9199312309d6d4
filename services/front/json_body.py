"""Reads JSON of requests strictly, and writes JSON of answers (RFC 8259)."""

import json
import re
from itertools import islice
from typing import Any

from flask import Request, request
from flask.json.provider import DefaultJSONProvider

from .problems import Problem
from .reader import reader_words
from .schemas import MAX_ITEMS

# Counting the commas outside of strings bounds the number of values. An item has three fields at most.
# An unclosed string takes the rest of the body: searching for its end from each quote would take hours.
MAX_COMMAS = 5 * MAX_ITEMS
MAX_KEYS = 64
TEXT_OR_COMMA = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?+|,', re.DOTALL)


class RefusedJSON(ValueError):
    """A text is not accepted as JSON.

    Args:
        reason: the key of the sentence in `problems.json`; of `NotJSON`, below `not-json`.
        values: the values of the sentence.
    """

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason, values)
        self.reason = reason
        self.values = values


class NotJSON(RefusedJSON):
    """The text is not JSON that all parsers read alike."""


class TooMuchJSON(RefusedJSON):
    """The JSON has more values than any valid submission, and would take many times its size in memory."""


class StrictJSON(DefaultJSONProvider):
    """Flask's JSON, refusing what parsers read differently."""

    ensure_ascii = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse the text.

        Raises:
            TooMuchJSON: it has more values, or more keys in one object, than the API accepts.
            NotJSON: it is not JSON in UTF-8, has NaN or Infinity, has a key twice in one object, or is
                nested too deeply for Python.
        """
        if isinstance(s, bytes) and _has_too_many_values(s):
            raise TooMuchJSON("too-many-values", max=MAX_ITEMS)
        try:
            text = s.decode("utf-8") if isinstance(s, bytes) else s
            return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse, **kwargs)
        except RecursionError:
            raise NotJSON("nested") from None
        except UnicodeDecodeError:
            raise NotJSON("utf-8") from None
        except json.JSONDecodeError as error:
            raise NotJSON("at", what=error.msg, line=error.lineno, column=error.colno) from None

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """The value as text; a lone surrogate, which UTF-8 cannot encode, stays escaped."""
        return super().dumps(obj, **kwargs).encode("utf-8", "backslashreplace").decode()


class StrictRequest(Request):
    """Flask's request, which explains why its body is not JSON."""

    def on_json_loading_failed(self, e: ValueError | None) -> Any:
        """Raise the problem: 422 for too much JSON, else 400.

        Raises:
            Problem: always.
        """
        if isinstance(e, TooMuchJSON):
            raise Problem(422, e.reason, **e.values) from e
        if isinstance(e, NotJSON):
            raise Problem(400, f"not-json.{e.reason}", **e.values) from e
        raise Problem(400, "not-json") from e


def require_object() -> None:
    """Refuse the request unless its body is a JSON object.

    Raises:
        Problem: it is not one.
    """
    if request.mimetype != "application/json":
        reason = "wrong-type" if request.mimetype else "wrong-type.none"
        raise Problem(415, reason, got=request.mimetype)
    if not isinstance(request.get_json(), dict):
        raise Problem(422, "invalid-body", message=reader_words().say("validation.not-an-object"))


def _has_too_many_values(body: bytes) -> bool:
    if body.count(b",") <= MAX_COMMAS:
        return False  # usual, and known within a millisecond
    commas = (1 for match in TEXT_OR_COMMA.finditer(body) if match[0] == b",")
    return next(islice(commas, MAX_COMMAS, None), None) is not None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_KEYS:
        raise TooMuchJSON("too-many-keys", max=MAX_KEYS)
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise NotJSON("twice", key=twice[:80])
    return found


def _refuse(name: str) -> Any:
    raise NotJSON("not-a-number", got=name)

"""JSON as requests bring it, read strictly, and as answers carry it (RFC 8259)."""

import json
import re
from itertools import islice
from typing import Any

from flask import Request, request
from flask.json.provider import DefaultJSONProvider

from .problems import Problem
from .reader import reader_words
from .schemas import MAX_ITEMS

# Values are separated by commas, so their number is bounded by counting those outside of texts. An item has
# three fields at most.
MAX_COMMAS = 5 * MAX_ITEMS
MAX_KEYS = 64
TEXT_OR_COMMA = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|,', re.DOTALL)


class NotJSON(ValueError):
    """A text is not JSON that all readers agree on.

    Args:
        reason: why, as `problems.json` has it under `not-json`.
        values: what the sentence names.
    """

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason, values)
        self.reason = reason
        self.values = values


class TooMuchJSON(ValueError):
    """The JSON would take many times its size in memory; no submission is like that.

    Args:
        reason: why, as `problems.json` has it.
        values: what the sentence names.
    """

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason, values)
        self.reason = reason
        self.values = values


class StrictJSON(DefaultJSONProvider):
    """Flask's JSON, without what readers of JSON disagree on."""

    ensure_ascii = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """The value that the text stands for.

        Raises:
            TooMuchJSON: it has more values, or more keys in an object, than the API takes.
            NotJSON: it is not JSON in UTF-8, has NaN or Infinity, the same key twice in an object, or is
                nested deeper than Python reads.
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
        """The value as text; half a surrogate pair, which UTF-8 has no bytes for, stays escaped."""
        return super().dumps(obj, **kwargs).encode("utf-8", "backslashreplace").decode()


class StrictRequest(Request):
    """Flask's request, saying why its body is not JSON."""

    def on_json_loading_failed(self, e: ValueError | None) -> Any:
        """Answer 400, or 422 when it is JSON.

        Raises:
            Problem: always.
        """
        if isinstance(e, TooMuchJSON):
            raise Problem(422, e.reason, **e.values) from e
        if isinstance(e, NotJSON):
            raise Problem(400, f"not-json.{e.reason}", **e.values) from e
        raise Problem(400, "not-json") from e


def require_object() -> None:
    """Refuse a request whose body is not a JSON object, and say why.

    Raises:
        Problem: it is not.
    """
    if request.mimetype != "application/json":
        reason = "wrong-type" if request.mimetype else "wrong-type.none"
        raise Problem(415, reason, got=request.mimetype)
    if not isinstance(request.get_json(), dict):
        raise Problem(422, "invalid-body", message=reader_words().say("validation.not-an-object"))


def _has_too_many_values(body: bytes) -> bool:
    if body.count(b",") <= MAX_COMMAS:
        return False  # the usual case, found in a millisecond
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

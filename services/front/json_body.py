"""JSON as requests bring it, read strictly, and as answers carry it (RFC 8259)."""

import json
from typing import Any

from flask import Request, request
from flask.json.provider import DefaultJSONProvider

from .problems import Problem


class StrictJSON(DefaultJSONProvider):
    """Flask's JSON, without what readers of JSON disagree on."""

    ensure_ascii = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """The value that the text stands for.

        Raises:
            ValueError: it is not JSON in UTF-8, has NaN or Infinity, the same key twice in an object, or
                is nested deeper than Python reads.
        """
        text = s.decode("utf-8") if isinstance(s, bytes) else s
        try:
            return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse, **kwargs)
        except RecursionError:
            raise ValueError("it is nested too deeply") from None

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """The value as text; half a surrogate pair, which UTF-8 has no bytes for, stays escaped."""
        return super().dumps(obj, **kwargs).encode("utf-8", "backslashreplace").decode()


class StrictRequest(Request):
    """Flask's request, saying why its body is not JSON."""

    def on_json_loading_failed(self, e: ValueError | None) -> Any:
        """Answer 400.

        Raises:
            Problem: always.
        """
        raise Problem(400, f"the body is not JSON: {e}") from e


def require_object() -> None:
    """Refuse a request whose body is not a JSON object, and say why.

    Raises:
        Problem: it is not.
    """
    if request.mimetype != "application/json":
        raise Problem(415, f"send the body as application/json, not {request.mimetype or 'nothing'!r}")
    _require_all_of_it()
    if not isinstance(request.get_json(), dict):
        raise Problem(422, "the body must be a JSON object")


def _require_all_of_it() -> None:
    """Refuse a body that is cut off: by its sender, or, when it did not tell its length, by the limit."""
    received, limit = len(request.get_data()), request.max_content_length
    if request.content_length is None and limit is not None and received >= limit:
        raise Problem(413, f"the body must be smaller than {limit} bytes")
    if request.content_length is not None and received < request.content_length:
        raise Problem(400, f"the body ended after {received} of {request.content_length} bytes")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {twice[:80]!r} is there twice")
    return found


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not a number of JSON")

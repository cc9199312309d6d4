"""Why a download did not finish, as a sentence."""

from collections.abc import Mapping
from typing import Any

from .printable import printable
from .words import Words


def failure_sentence(words: Words, failure: Mapping[str, Any]) -> str:
    """The sentence of a failure: of its reason, else of its code, else that it is not known here.

    Never fails: a failure may come from another version of Parallax, or from anyone who can write to Redis.

    Args:
        words: of the reader.
        failure: `code`, `reason` and `values`, of which any may be missing.
    """
    if "message" in failure and "reason" not in failure:
        return printable(str(failure["message"]))  # written by a version that kept sentences
    code, reason = (_text(failure.get(name)) for name in ("code", "reason"))
    given = failure.get("values")
    values = {str(name): value for name, value in given.items()} if isinstance(given, Mapping) else {}
    for key in (f"failures.{code}.{reason}", f"failures.{code}"):
        try:
            return words.say(key, **values)
        except (KeyError, ValueError, TypeError):
            continue
    return words.say("failures.unknown", code=code or "?")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

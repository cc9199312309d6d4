"""Text from outside, made safe to print."""

import json
import unicodedata
from typing import Any

MAX_CHARS = 500
# Unicode 17, PropList.txt, Bidi_Control: they show a text as another one.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str, max_chars: int = MAX_CHARS) -> str:
    """The text on one line, without escape codes or halves of surrogate pairs, and not longer than asked."""
    shown = "".join(char if _is_harmless(char) else "\ufffd" for char in text[:max_chars])
    return f"{shown}…" if len(text) > max_chars else shown


def json_line(data: Any) -> str:
    """The data as JSON on one line, in which everything that a terminal would obey is escaped."""
    text = json.dumps(data, ensure_ascii=False)
    return "".join(char if _is_harmless(char) else f"\\u{ord(char):04x}" for char in text)


def _is_harmless(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") and char not in BIDI_CONTROLS

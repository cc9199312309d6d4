"""Lessons made for a test, in a folder of its own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CLAIMS = "def one(x):\n    return x == 1\n"
SCRIPT = "def main():\n    print('hello')\n    return {'x': 1}\n"
DATA = {
    "topic": "note",
    "scripts": ["hello.py"],
    "claims": {"one": "any"},
    "options": {"yes": "one", "no": None},
}
TEXT: dict[str, Any] = {
    "question": "One?",
    "text": ["A text."],
    "predict": "Is it one?",
    "options": {"yes": "yes", "no": "no"},
    "claims": {"one": {"says": "It is one.", "because": "It is."}},
    "figures": {"x": "the number"},
    "next": ["Two."],
}


def write_lesson(folder: Path, script: str = SCRIPT, data: Mapping[str, Any] | None = None) -> Path:
    """Write a lesson with one script.

    Args:
        folder: in which its folder is made.
        script: in both languages.
        data: what of `lesson.json` is different.
    """
    lesson = folder / "01_made"
    for language in ("en", "zh"):
        (lesson / language).mkdir(parents=True)
        (lesson / language / "hello.py").write_text(script)
        (lesson / language / "text.json").write_text(json.dumps(TEXT))
    (lesson / "claims.py").write_text(CLAIMS)
    (lesson / "lesson.json").write_text(json.dumps({**DATA, **(data or {})}))
    return lesson

"""The words of the pages, in English and Chinese: one JSON file a language, the same keys in each."""

import json
from functools import cache
from pathlib import Path

LANGUAGES = ["en", "zh"]


def pick_language(*wishes: str | None) -> str:
    """The first wish that is a language we have; English when none is."""
    return next((wish for wish in wishes if wish in LANGUAGES), "en")


@cache
def words(language: str) -> dict[str, str]:
    """All words of a language, by key.

    Raises:
        KeyError: we do not have the language.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    text = (Path(__file__).parent / f"{language}.json").read_text(encoding="utf-8")
    loaded: dict[str, str] = json.loads(text)
    return loaded

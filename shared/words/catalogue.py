"""The catalogues: a JSON file for each language and topic."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

FOLDER = Path(__file__).parent
TOPICS = tuple(sorted(file.stem for file in (FOLDER / "en").glob("*.json")))

Entry = str | dict[str, str]
"""A sentence with `{names}` of values, or `{"one": …, "other": …}`, chosen by the value `count`."""

Catalogue = Mapping[str, Entry]


@cache
def catalogue(language: Language, topic: str) -> Catalogue:
    """All sentences of a topic, by key.

    Raises:
        KeyError: there is no such language or topic.
    """
    if language not in LANGUAGES or topic not in TOPICS:
        raise KeyError(f"{language}/{topic}")
    text = (FOLDER / language / f"{topic}.json").read_text(encoding="utf-8")
    loaded: Catalogue = json.loads(text)
    return loaded

"""All words that people read, in English and Chinese: one mechanism for page, terminal, API and lessons.

A sentence has a key, `TOPIC.KEY`, and stands in `LANGUAGE/TOPIC.json` of this folder. Who knows what happened
keeps a code and values; a sentence is made of them where it is shown, in the reader's language.
"""

from .catalogue import LANGUAGES, TOPICS, Catalogue, Entry, Language, catalogue
from .failures import failure_sentence
from .language import pick_language
from .printable import json_line, printable
from .words import Words

__all__ = [
    "LANGUAGES",
    "TOPICS",
    "Catalogue",
    "Entry",
    "Language",
    "Words",
    "catalogue",
    "failure_sentence",
    "json_line",
    "pick_language",
    "printable",
]

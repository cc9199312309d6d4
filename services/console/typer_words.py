"""What Typer says by itself, in the reader's language.

The English entries of `typer.json` are Typer's own words. They serve as patterns: a text that one of them
matches is said by the entry of the same name in the reader's language.
"""

import re
from collections.abc import Iterable
from functools import partial
from string import Formatter
from typing import Any

import typer

from .words import Words

ENGLISH = Words("en")
PYDANTICS_PREFIX = "Value error, "
NOTES = ("default", "env var", "required")


def translate(text: str, words: Words) -> str | None:
    """The text in the reader's language; None when it is none that is known here."""
    text = " ".join(text.removeprefix(PYDANTICS_PREFIX).split())  # choices come on lines of their own
    for key, english in ENGLISH.catalogue("typer").items():
        if found := re.fullmatch(_pattern(str(english)), text):
            values = {name: translate(value, words) or value for name, value in found.groupdict().items()}
            return words.say(f"typer.{key}", **values)
    return None


def put_context(command: Any, words: Words) -> None:
    """Let the command's help and usage have their headings in the reader's language."""
    # Static: from Python 3.14 on, a partial in a class is a method and would get the context as an argument.
    attributes = {"formatter_class": staticmethod(partial(_HelpFormatter, words))}
    command.context_class = type("Context", (typer.Context,), attributes)


class _HelpFormatter(typer.Context.formatter_class):  # type: ignore[misc, valid-type]
    """Writes help with translated headings and notes."""

    def __init__(self, words: Words, **options: Any) -> None:
        super().__init__(**options)
        self._words = words

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or self._words.say("help.usage"))

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{self._words.say(f'help.heading.{heading}')}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any) -> None:
        super().write_dl([(name, self._with_notes(text)) for name, text in rows], *args)

    def _with_notes(self, text: str) -> str:
        for note in NOTES:
            said = self._words.say(f"help.note.{note}")
            text = re.sub(rf"(?<=[\[ ]){note}(: )?(?=[^\]]*\]$)", said, text)
        return text


def _pattern(template: str) -> str:
    parts = Formatter().parse(template)
    return "".join(re.escape(text) + (f"(?P<{name}>.+?)" if name else "") for text, name, _, _ in parts)

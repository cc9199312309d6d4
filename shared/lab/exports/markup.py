"""Text and numbers in XML and HTML."""

import re
from html import escape

from words import printable

# XML 1.0, 2.2: what is no Char may not stand in a document, not even escaped.
NO_XML_CHAR = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(value: object, max_chars: int = 500) -> str:
    """A text from anywhere, as content of an element or value of an attribute: on one line, and bounded."""
    return escape(NO_XML_CHAR.sub("\ufffd", printable(str(value), max_chars)))


def secs(value: float | None) -> str:
    """Seconds with a unit: to three digits, since short legs differ by hundredths."""
    if value is None:
        return "–"
    return f"{value:.{3 if value < 0.0995 else 2 if value < 99.5 else 0}f} s"


def times(value: float | None) -> str:
    """A factor: `1.94 ×`."""
    return "–" if value is None else f"{value:.{2 if value < 9.95 else 1}f} ×"


def coordinate(value: float) -> str:
    """As short as a tenth of a pixel allows: `12.5`, `40`."""
    return f"{value:.1f}".removesuffix(".0")

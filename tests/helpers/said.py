"""What a reader is told of an error."""

from download_task import InvalidDownload
from words import Language, Words


def said(error: InvalidDownload, language: Language = "en") -> str:
    """The sentence about the field at fault, without its subject."""
    return Words(language).say(f"validation.{error.reason}", **error.values)

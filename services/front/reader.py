"""The language of the reader, taken from the request."""

from flask import has_request_context, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from words import LANGUAGES, Words, pick_language


def reader_words() -> Words:
    """The words for the current request: by `?lang=`, else by `Accept-Language`, else English."""
    if not has_request_context():
        return Words("en")
    return Words(pick_language([request.args.get("lang"), _best(request.accept_languages)]))


def words_of_header(accept_language: str | None) -> Words:
    """The words for a value of `Accept-Language`; for errors before Flask has a request."""
    return Words(pick_language([_best(parse_accept_header(accept_language, LanguageAccept))]))


def _best(accepted: LanguageAccept) -> str | None:
    return accepted.best_match(LANGUAGES)

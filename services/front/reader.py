"""Whoever asks: which language they read."""

from flask import has_request_context, request

from words import LANGUAGES, Words, pick_language


def reader_words() -> Words:
    """The words of whoever sent the current request: `?lang=`, else `Accept-Language`, else English."""
    if not has_request_context():
        return Words("en")
    return Words(pick_language([request.args.get("lang"), request.accept_languages.best_match(LANGUAGES)]))

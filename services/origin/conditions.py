"""Conditional requests (RFC 9110, section 13). Entity tags only: made-up files have no date."""

import re

_ENTITY_TAG = re.compile(r'"[!\x23-\x7e\x80-\xff]*"')


def is_unchanged(if_none_match: str | None, etag: str) -> bool:
    """Whether If-None-Match names the current `etag`; weak comparison (section 13.1.2)."""
    # Weak comparison ignores the W/ before a tag, and so does this search.
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or etag in _ENTITY_TAG.findall(if_none_match)


def allows_range(if_range: str | None, etag: str) -> bool:
    """Whether If-Range lets the Range stand; strong comparison, a date never does (section 13.1.5)."""
    return if_range is None or if_range.strip() == etag

"""Header fields that describe a file, and conditions on whether it has changed."""

import base64
import re
from urllib.parse import quote

from origin.content import Content

_ENTITY_TAG = re.compile(r'"[!\x23-\x7e\x80-\xff]*"')


def etag(file: Content) -> str:
    """A strong entity tag (RFC 9110, section 8.8.3), made from the seed, which determines every byte."""
    return f'"{file.seed.hex()[:32]}"'


def repr_digest(sha256_hex: str) -> str:
    """The value of Repr-Digest (RFC 9530): of the whole file, in every response, ranges included."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256_hex)).decode()}:"


def describe(file: Content, sha256_hex: str) -> dict[str, str]:
    """The header fields of all answers with the file."""
    return {
        "Content-Type": "application/octet-stream",
        "Accept-Ranges": "bytes",
        "ETag": etag(file),
        "Repr-Digest": repr_digest(sha256_hex),
        # RFC 6266 with the encoding of RFC 8187.
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
    }


def is_unchanged(if_none_match: str | None, etag: str) -> bool:
    """Whether If-None-Match names the current `etag`; weak comparison (RFC 9110, section 13.1.2)."""
    if if_none_match is None:
        return False
    # The search ignores a W/ before a tag, as weak comparison demands.
    return if_none_match.strip() == "*" or etag in _ENTITY_TAG.findall(if_none_match)


def allows_range(if_range: str | None, etag: str) -> bool:
    """Whether If-Range allows the Range; by strong comparison, and never for a date (section 13.1.5)."""
    return if_range is None or if_range.strip() == etag

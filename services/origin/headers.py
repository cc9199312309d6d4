"""The header fields that describe a file."""

import base64
from urllib.parse import quote

from origin.content import Content


def etag(file: Content) -> str:
    """A strong entity tag (RFC 9110, section 8.8.3): the seed decides every byte, so it identifies them."""
    return f'"{file.seed.hex()[:32]}"'


def repr_digest(sha256_hex: str) -> str:
    """The value of Repr-Digest (RFC 9530): of the whole file, in every response, ranges included."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256_hex)).decode()}:"


def describe(file: Content, sha256_hex: str) -> dict[str, str]:
    """The header fields that all answers with the file share."""
    return {
        "Content-Type": "application/octet-stream",
        "Accept-Ranges": "bytes",
        "ETag": etag(file),
        "Repr-Digest": repr_digest(sha256_hex),
        # RFC 6266 with the encoding of RFC 8187.
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
    }

"""Verifies the checksums that the request and the server promise."""

import base64
import re

from ..errors import ChecksumMismatch
from .response import Response

SHA256_IN_BASE64 = re.compile(r":([A-Za-z0-9+/]{43})=?:")  # a byte sequence of RFC 9651


def verify(got: str, checksum: str | None, response: Response) -> None:
    """Compare the SHA-256 of the received bytes with the promised ones.

    Args:
        got: the SHA-256 of the received bytes, in hexadecimal.
        checksum: the request's promise, as `"sha256:HEX"`.
        response: its `Repr-Digest` is the server's promise.

    Raises:
        ChecksumMismatch: they differ.
    """
    promises = [checksum.removeprefix("sha256:") if checksum else None, _promised_sha256(response)]
    for promised in promises:
        if promised is not None and promised != got:
            raise ChecksumMismatch(expected=promised, got=got)


def _promised_sha256(response: Response) -> str | None:
    """The SHA-256 in `Repr-Digest` (RFC 9530), in hexadecimal.

    A digest that cannot be parsed is ignored: RFC 9530 allows it, and RFC 9651 demands it of fields that
    break its syntax.
    """
    members = [member.partition("=") for member in ",".join(response.values("repr-digest")).split(",")]
    digests = {name.strip(): value.partition(";")[0].strip() for name, _, value in members}
    sha256 = SHA256_IN_BASE64.fullmatch(digests.get("sha-256", ""))
    return base64.b64decode(f"{sha256[1]}=").hex() if sha256 else None

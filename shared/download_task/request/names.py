"""Which names are valid file names on every usual system."""

import unicodedata

from ..errors import InvalidDownload
from .json_types import is_text

MAX_NAME_BYTES = 255  # the limit of ext4, XFS and APFS
# Unicode 17, PropList.txt, Bidi_Control.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def valid_name(name: str) -> str:
    """Return the name unchanged if it is a valid file name on every usual system.

    Raises:
        InvalidDownload: it is not text, is empty, `.` or `..`, longer than 255 bytes in UTF-8, or holds a
            path separator, a control character or a lone surrogate.
    """
    if not is_text(name):
        raise InvalidDownload("name", "not-text")
    if not name or name in (".", ".."):
        raise InvalidDownload("name", "not-a-file-name", got=name)
    if "/" in name or "\\" in name:
        raise InvalidDownload("name", "path-separator", got=name[:80])
    # Cc: control characters. Cs: lone surrogates, which file systems and JSON parsers treat differently.
    # Zl, Zp and bidirectional marks would show the name as two lines, or as another name.
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in BIDI_CONTROLS for c in name):
        raise InvalidDownload("name", "control-character", got=name[:80])
    if len(name.encode()) > MAX_NAME_BYTES:
        raise InvalidDownload("name", "too-many-bytes", got=len(name.encode()), max=MAX_NAME_BYTES)
    return name

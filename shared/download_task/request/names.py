"""Which names can be a file name anywhere."""

import unicodedata

from ..errors import InvalidDownload
from .json_types import is_text

MAX_NAME_BYTES = 255  # what ext4, XFS and APFS take for one file name
# Unicode 17, PropList.txt, Bidi_Control.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def valid_name(name: str) -> str:
    """Return the name when it can be a file name anywhere, unchanged.

    Raises:
        InvalidDownload: it is no text, empty, `.` or `..`, longer than 255 bytes in UTF-8, or holds a
            path separator, a control character or half a surrogate pair.
    """
    if not is_text(name):
        raise InvalidDownload("name", "not-text")
    if not name or name in (".", ".."):
        raise InvalidDownload("name", "not-a-file-name", got=name)
    if "/" in name or "\\" in name:
        raise InvalidDownload("name", "path-separator", got=name[:80])
    # Cc: control characters; Cs: lone surrogates, which no file system or JSON reader agrees on;
    # Zl, Zp and the bidirectional marks: a name that shows as another name, or as two lines.
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in BIDI_CONTROLS for c in name):
        raise InvalidDownload("name", "control-character", got=name[:80])
    if len(name.encode()) > MAX_NAME_BYTES:
        raise InvalidDownload("name", "too-many-bytes", got=len(name.encode()), max=MAX_NAME_BYTES)
    return name

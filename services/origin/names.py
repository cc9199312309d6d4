"""Which file names are served."""

import unicodedata

MAX_NAME_BYTES = 255
ALLOWED = f"1 to {MAX_NAME_BYTES} bytes of UTF-8 without slash, backslash or control character; not . or .."


def is_allowed(name: str) -> bool:
    """Whether `name` could be the name of one file on any usual file system."""
    return name not in ("", ".", "..") and _is_short(name) and not any(map(_is_refused, name))


def _is_short(name: str) -> bool:
    try:
        return len(name.encode()) <= MAX_NAME_BYTES
    except UnicodeEncodeError:  # bytes in the address that are not UTF-8
        return False


def _is_refused(character: str) -> bool:
    return character in "/\\" or unicodedata.category(character) == "Cc"

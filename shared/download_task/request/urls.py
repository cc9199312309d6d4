"""Which URLs can be downloaded from."""

import re
from urllib.parse import unquote, urlsplit

from ..errors import InvalidDownload
from .json_types import is_text
from .names import valid_name

UNNAMED = "download"
MAX_URL_CHARS = 2_048
HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?|[0-9a-f:.]+", re.IGNORECASE)


def valid_url(url: str) -> str:
    """Return the URL unchanged if it can be downloaded from.

    Raises:
        InvalidDownload: it is not http or https, has no host, has credentials, a bad port, blanks or control
            characters, or is longer than 2,048 characters.
    """
    if not is_text(url):
        raise InvalidDownload("url", "not-text")
    if len(url) > MAX_URL_CHARS:
        raise InvalidDownload("url", "too-many-characters", got=len(url), max=MAX_URL_CHARS)
    # urlsplit() silently drops tabs and line ends; the URL that is checked must be the one that is fetched.
    if any(c <= " " or c == "\x7f" or c == "\\" or c > "~" for c in url):
        raise InvalidDownload("url", "not-plain-ascii")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidDownload("url", "unreadable") from error
    if parts.scheme not in ("http", "https"):
        raise InvalidDownload("url", "bad-scheme", got=parts.scheme or url[:20])
    if "@" in parts.netloc:
        raise InvalidDownload("url", "credentials")
    if not parts.hostname or not HOST.fullmatch(parts.hostname) or port == 0:
        raise InvalidDownload("url", "no-host")
    return url


def name_from_url(url: str) -> str:
    """The last part of the URL's path if it is a valid file name; otherwise "download"."""
    candidate = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
    try:
        return valid_name(candidate)
    except InvalidDownload:
        return UNNAMED

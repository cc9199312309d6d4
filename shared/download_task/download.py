"""What a download is: the request, and the rules it is carried out under."""

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from uuid import uuid4

from .errors import InvalidDownload

Language = Literal["en", "zh"]
WorkKind = Literal["python", "hashlib"]

MAX_NAME_BYTES = 255  # what ext4, XFS and APFS take for one file name
MAX_URL_CHARS = 2_048
MAX_WORK_ROUNDS = 1_000_000
MAX_TIME_SCALE = 100.0
ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
SHA256 = re.compile(r"sha256:[0-9a-f]{64}")
HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?|[0-9a-f:.]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Work:
    """Computing to do after the bytes, so that one task can be I/O-bound, CPU-bound or mixed.

    Attributes:
        kind: `"python"` holds the interpreter lock (GIL), `"hashlib"` releases it.
        rounds: how many rounds, each about a millisecond of one core.

    Raises:
        InvalidDownload: a field makes no sense.
    """

    kind: WorkKind
    rounds: int

    def __post_init__(self) -> None:
        if self.kind not in ("python", "hashlib"):
            raise InvalidDownload(
                "work.kind", "not-one-of", allowed="python, hashlib", got=str(self.kind)[:80]
            )
        if not _is_whole(self.rounds):
            raise InvalidDownload("work.rounds", "not-whole-number")
        if not 0 <= self.rounds <= MAX_WORK_ROUNDS:
            raise InvalidDownload("work.rounds", "out-of-range", min=0, max=MAX_WORK_ROUNDS)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the one who runs downloads allows. Never taken from the request.

    Attributes:
        directory: where files go, each into a folder named by its download's id.
        allowed_hosts: the hosts to download from, each `"host"` (any port) or `"host:port"`, in small
            letters, an IPv6 address in brackets.
        connect_secs: how long making a connection may take.
        read_secs: how long the server may stay silent.
        total_secs: how long the whole download may take.
        max_bytes: how large a file may be.
    """

    directory: Path = Path("downloads")
    allowed_hosts: frozenset[str] = frozenset()
    connect_secs: float = 5.0
    read_secs: float = 30.0
    total_secs: float = 3_600.0
    max_bytes: int = 16 * 1024**3


@dataclass(frozen=True, slots=True)
class Download:
    """One request to fetch one source: a name (simulated, as in the note) or a URL.

    Attributes:
        name: what it is called; of a URL, the file name to store it under.
        url: where the bytes are; None for a simulated download.
        checksum: the SHA-256 the bytes must have, as `"sha256:HEX"`.
        work: computing to do after the bytes.
        seed: makes the simulated seconds repeatable: the same seed and name take equally long.
        time_scale: what the simulated seconds are multiplied with; 0.1 makes them ten times shorter.
        language: of the sentences it says, `"zh"` or `"en"`.
        id: names the download; also the folder of its file.
        rules: what the one who runs it allows.

    Raises:
        InvalidDownload: a field makes no sense.
    """

    name: str
    url: str | None = None
    checksum: str | None = None
    work: Work | None = None
    seed: int | None = None
    time_scale: float = 1.0
    language: Language = "zh"
    id: str = field(default_factory=lambda: uuid4().hex)
    rules: Rules = Rules()

    def __post_init__(self) -> None:
        valid_name(self.name)
        if not _is_text(self.id) or not ID.fullmatch(self.id):
            raise InvalidDownload("id", "bad-id")
        if self.url is not None:
            valid_url(self.url)
        if self.checksum is not None and not (_is_text(self.checksum) and SHA256.fullmatch(self.checksum)):
            raise InvalidDownload("checksum", "bad-checksum")
        if self.checksum is not None and self.url is None:
            raise InvalidDownload("checksum", "needs-url")
        if self.seed is not None and not _is_whole(self.seed):
            raise InvalidDownload("seed", "not-whole-number")
        if not _is_number(self.time_scale) or not 0 <= self.time_scale <= MAX_TIME_SCALE:
            raise InvalidDownload("time_scale", "out-of-range", min=0, max=MAX_TIME_SCALE)
        if self.language not in ("en", "zh"):
            raise InvalidDownload("language", "not-one-of", allowed="en, zh", got=str(self.language)[:80])


def valid_name(name: str) -> str:
    """Return the name when it can be a file name anywhere, unchanged.

    Raises:
        InvalidDownload: it is no text, empty, `.` or `..`, longer than 255 bytes in UTF-8, or holds a
            path separator, a control character or half a surrogate pair.
    """
    if not _is_text(name):
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


# Unicode 17, PropList.txt, Bidi_Control.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def valid_url(url: str) -> str:
    """Return the URL when it is one to download from, unchanged.

    Raises:
        InvalidDownload: it is not http or https, has no host or credentials in it, a port out of
            range, blanks or control characters, or more than 2,048 characters.
    """
    if not _is_text(url):
        raise InvalidDownload("url", "not-text")
    if len(url) > MAX_URL_CHARS:
        raise InvalidDownload("url", "too-many-characters", got=len(url), max=MAX_URL_CHARS)
    # urlsplit() drops tabs and line ends silently; what was checked must be what is fetched.
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


def is_allowed_host(url: str, allowed_hosts: frozenset[str]) -> bool:
    """Whether the URL's host is on the allow-list; of a URL without a port, the port is its scheme's.

    Args:
        url: a valid http or https URL.
        allowed_hosts: as in `Rules`.
    """
    parts = urlsplit(url)
    name = (parts.hostname or "").lower()
    host = f"[{name}]" if ":" in name else name
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return host in allowed_hosts or f"{host}:{port}" in allowed_hosts


# What a download is made of may have come as JSON, where every type can stand in every place.


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return _is_whole(value) or isinstance(value, float)

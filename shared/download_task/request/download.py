"""A download: the request to fetch one source."""

import re
from dataclasses import dataclass, field
from uuid import uuid4

from ..errors import InvalidDownload
from .json_types import is_number, is_text, is_whole
from .names import valid_name
from .urls import valid_url
from .work import Work

MAX_TIME_SCALE = 100.0
ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
SHA256 = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Download:
    """One request to fetch one source: a name (simulated, as in the note) or a URL.

    Attributes:
        name: its name; for a URL, also the name of the file.
        url: what to download; None for a simulated download.
        checksum: the SHA-256 that the bytes must have, as `"sha256:HEX"`.
        work: what to compute after the download.
        seed: makes the simulated seconds repeatable: the same seed and name take equally long.
        time_scale: multiplies the simulated seconds; 0.1 makes them ten times shorter.
        id: identifies the download; also the name of its file's folder.

    Raises:
        InvalidDownload: a field is invalid.
    """

    name: str
    url: str | None = None
    checksum: str | None = None
    work: Work | None = None
    seed: int | None = None
    time_scale: float = 1.0
    id: str = field(default_factory=lambda: uuid4().hex)

    def __post_init__(self) -> None:
        valid_name(self.name)
        if not is_text(self.id) or not ID.fullmatch(self.id):
            raise InvalidDownload("id", "bad-id")
        if self.url is not None:
            valid_url(self.url)
        if self.checksum is not None and not (is_text(self.checksum) and SHA256.fullmatch(self.checksum)):
            raise InvalidDownload("checksum", "bad-checksum")
        if self.checksum is not None and self.url is None:
            raise InvalidDownload("checksum", "needs-url")
        if self.seed is not None and not is_whole(self.seed):
            raise InvalidDownload("seed", "not-whole-number")
        if not is_number(self.time_scale) or not 0 <= self.time_scale <= MAX_TIME_SCALE:
            raise InvalidDownload("time_scale", "out-of-range", min=0, max=MAX_TIME_SCALE)

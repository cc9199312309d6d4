"""What to compute after a download."""

from dataclasses import dataclass
from typing import Literal, get_args

from ..errors import InvalidDownload
from .json_types import is_whole

WorkKind = Literal["python", "python-shared", "hashlib"]
WORK_KINDS: tuple[WorkKind, ...] = get_args(WorkKind)
MAX_WORK_ROUNDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Work:
    """What to compute after a download, so that tasks can be I/O-bound, CPU-bound or mixed.

    Attributes:
        kind: `"python"` holds the interpreter lock (GIL), `"hashlib"` releases it. `"python-shared"` computes
            what `"python"` does with a number that all threads share: slower where there is no GIL.
        rounds: how many rounds; each takes about a millisecond of one core.

    Raises:
        InvalidDownload: a field is invalid.
    """

    kind: WorkKind
    rounds: int

    def __post_init__(self) -> None:
        if self.kind not in WORK_KINDS:
            raise InvalidDownload(
                "work.kind", "not-one-of", allowed=", ".join(WORK_KINDS), got=str(self.kind)[:80]
            )
        if not is_whole(self.rounds):
            raise InvalidDownload("work.rounds", "not-whole-number")
        if not 0 <= self.rounds <= MAX_WORK_ROUNDS:
            raise InvalidDownload("work.rounds", "out-of-range", min=0, max=MAX_WORK_ROUNDS)

"""How far a run has got: one JSON field of the job's hash, rewritten while it runs."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has got.

    Attributes:
        run: the run's number.
        bytes_done: bytes received so far.
        bytes_total: bytes to come in all, when known.
        fraction: how much is done, from 0 to 1, when known.
    """

    run: int
    bytes_done: int = 0
    bytes_total: int | None = None
    fraction: float | None = None

    def to_json(self) -> str:
        """What is kept."""
        return json.dumps(asdict(self), separators=(",", ":"))

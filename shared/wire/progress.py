"""The progress of a run: a JSON field of the job's hash, rewritten while the task runs."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a run.

    Attributes:
        run: the run's number.
        bytes_done: bytes received so far.
        bytes_total: the size of the file; None if unknown.
        fraction: the part that is done, from 0 to 1; None if unknown.
    """

    run: int
    bytes_done: int = 0
    bytes_total: int | None = None
    fraction: float | None = None

    def to_json(self) -> str:
        """The progress as it is stored."""
        return json.dumps(asdict(self), separators=(",", ":"))

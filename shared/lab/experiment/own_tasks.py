"""Tasks that the reader names, instead of a prepared workload's: what `parallax compare NAME…` compares."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from download_task import Work


@dataclass(frozen=True, slots=True)
class OwnTasks:
    """What each task downloads, and computes afterwards.

    Attributes:
        items: the fields `name` and `url` of each download.
        time_scale: of simulated downloads.
        work: what to compute; None for nothing.
    """

    items: tuple[Mapping[str, str], ...]
    time_scale: float = 1.0
    work: Work | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "OwnTasks":
        """The tasks that `asdict` wrote."""
        work = data.get("work")
        return cls(**{**data, "items": tuple(data["items"]), "work": Work(**work) if work else None})

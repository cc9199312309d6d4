"""What a leg's process is asked to run: a JSON file."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lab.experiment import LegPlan, Plan


@dataclass(frozen=True, slots=True)
class LegRequest:
    """One run of one leg.

    Attributes:
        plan: of the experiment.
        leg: which of its legs.
        folder: of this run alone: the journal, and the files that are downloaded.
        origin_url: of the workload `http`; "" otherwise.
    """

    plan: Plan
    leg: LegPlan
    folder: Path
    origin_url: str = ""

    @property
    def journal(self) -> Path:
        """Where the process writes what happens."""
        return self.folder / "journal.jsonl"

    def write(self) -> Path:
        """Write the request into its folder and return the file."""
        path = self.folder / "request.json"
        path.write_text(json.dumps({**asdict(self), "folder": str(self.folder)}))
        return path

    @classmethod
    def read(cls, path: Path) -> "LegRequest":
        """The request in the file."""
        data: dict[str, Any] = json.loads(path.read_text())
        plan, leg, folder = Plan.from_dict(data["plan"]), LegPlan(**data["leg"]), Path(data["folder"])
        return cls(**{**data, "plan": plan, "leg": leg, "folder": folder})

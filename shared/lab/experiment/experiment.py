"""What was asked, and what was measured.

Experiment ── Leg (one per plan) ── LegRun (one per repeat) ── TaskRun (one per task) ── Sample
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from .fact import Fact
from .leg import Leg
from .machine import Machine
from .plan import Plan

ExperimentState = Literal["queued", "running", "finished", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Experiment:
    """An experiment, as far as it has come.

    Attributes:
        id: names it; also in its link.
        plan: what was asked.
        state: where it stands.
        legs: in the order of the plan.
        machine: None before it starts.
        created_at, started_at, ended_at: seconds since the epoch.
        conclusion: what it shows, in a few sentences.
        failure: why it failed.
        position: its place in the queue of the lab, from 1; None unless it is queued there.
    """

    id: str
    plan: Plan
    state: ExperimentState
    created_at: float
    legs: tuple[Leg, ...] = ()
    machine: Machine | None = None
    started_at: float | None = None
    ended_at: float | None = None
    conclusion: tuple[Fact, ...] = ()
    failure: Fact | None = None
    position: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """The experiment as JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Experiment":
        """The experiment that `to_dict()` wrote.

        Raises:
            InvalidPlan, TypeError, KeyError: the data is not an experiment's.
        """
        machine, failure = data["machine"], data["failure"]
        return cls(
            **{
                **data,
                "plan": Plan.from_dict(data["plan"]),
                "legs": tuple(Leg.from_dict(leg) for leg in data["legs"]),
                "machine": Machine(**machine) if machine else None,
                "conclusion": tuple(Fact(**fact) for fact in data["conclusion"]),
                "failure": Fact(**failure) if failure else None,
            }
        )

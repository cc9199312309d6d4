"""One leg, measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .fact import Fact
from .leg_run import LegRun
from .machine import PythonInfo
from .plan import LegPlan
from .summary import Summary


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg, measured.

    Attributes:
        plan: what it was asked.
        slots: how many tasks run at a time in it.
        python: what ran it; None for a distributed leg.
        runs: one per repeat so far.
        shown_run: the number in `runs` of the one that is drawn: that with the median makespan.
        summary: over all repeats; None before the first has ended.
        reasons: why it took as long as it did, the weightiest first.
        unavailable: why it cannot run here, or None.
        workers: how many workers served it, if it is distributed: in the run that is drawn, as `slots`.
        failure: why its last run has no result, after which it was not run again; or None.
    """

    plan: LegPlan
    slots: int
    python: PythonInfo | None = None
    runs: tuple[LegRun, ...] = ()
    shown_run: int = 0
    summary: Summary | None = None
    reasons: tuple[Fact, ...] = ()
    unavailable: Fact | None = None
    workers: int | None = None
    failure: Fact | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Leg":
        """The leg that `asdict` wrote."""
        python, summary, unavailable = data["python"], data["summary"], data["unavailable"]
        failure = data.get("failure")
        return cls(
            **{
                **data,
                "plan": LegPlan(**data["plan"]),
                "python": PythonInfo(**python) if python else None,
                "runs": tuple(LegRun.from_dict(run) for run in data["runs"]),
                "summary": Summary.from_dict(summary) if summary else None,
                "reasons": tuple(Fact(**reason) for reason in data["reasons"]),
                "unavailable": Fact(**unavailable) if unavailable else None,
                "failure": Fact(**failure) if failure else None,
            }
        )

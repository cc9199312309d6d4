"""What runs a distributed leg: the protocol; `lab.running.distributed` has the one that asks the API."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from lab.experiment import LegPlan, LegRun, Plan

from .progress import TaskProgress


@dataclass(frozen=True, slots=True)
class Workers:
    """Who serves a pool.

    Attributes:
        count: how many workers.
        slots: of all of them.
        cores: of their machines, those that several share counted once; None if one of them does not tell.
    """

    count: int
    slots: int
    cores: float | None = None


class DistributedRunner(Protocol):
    """Runs distributed legs."""

    def find_workers(self, pool: str) -> Workers:
        """Who serves the pool now.

        Raises:
            LegUnavailable: nobody.
        """

    def run(
        self,
        plan: Plan,
        leg: LegPlan,
        *,
        on_tasks: Callable[[float, Sequence[TaskProgress]], None],
        cancelled: Callable[[], bool],
    ) -> LegRun:
        """Run the leg once.

        Args:
            plan, leg: what.
            on_tasks: called several times a second with the elapsed seconds and the tasks that have changed.
            cancelled: asked several times a second.

        Returns:
            The run; its `repeat` and `order` are 0.

        Raises:
            LegUnavailable, LegFailed, ExperimentCancelled: see there.
        """

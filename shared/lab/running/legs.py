"""The legs of a running experiment: what was measured so far, and what is shown of it."""

from collections.abc import Sequence
from dataclasses import replace

from concurrency import MODELS, Model
from lab.experiment import DISTRIBUTED, Leg, LegPlan, LegRun, Plan, PythonInfo
from lab.statistics import median_run, summarise


class Legs:
    """Keeps every run with all its samples; shows the samples of the drawn run only.

    Args:
        plan: of the experiment.
        pythons: those of this machine; the first runs the lab.
    """

    def __init__(self, plan: Plan, pythons: Sequence[PythonInfo]) -> None:
        by_id = {"": pythons[0], **{python.id: python for python in pythons}}
        self._legs = {leg.key: _new(plan, leg, by_id.get(leg.python)) for leg in plan.legs}

    def get(self, plan: LegPlan) -> Leg:
        """The leg as it stands, without summary."""
        return self._legs[plan.key]

    def put(self, leg: Leg) -> None:
        """Keep what has become of the leg."""
        self._legs[leg.plan.key] = leg

    def add_run(self, plan: LegPlan, run: LegRun) -> None:
        """Keep one more run of the leg."""
        leg = self.get(plan)
        self.put(replace(leg, runs=(*leg.runs, run)))

    def has_run(self) -> bool:
        """Whether any leg has run."""
        return any(leg.runs for leg in self._legs.values())

    def summarised(self, cores: float) -> tuple[Leg, ...]:
        """All legs with their summaries so far.

        Args:
            cores: how many the local legs may use.
        """
        return tuple(_shown(leg, self._baseline(leg), cores) for leg in self._legs.values())

    def _baseline(self, leg: Leg) -> Leg | None:
        return self._legs.get(LegPlan("sequential", python=leg.plan.python).key)


def _new(plan: Plan, leg: LegPlan, python: PythonInfo | None) -> Leg:
    if leg.model == DISTRIBUTED:
        return Leg(leg, slots=0)
    return Leg(leg, slots=_at_a_time(plan, MODELS[leg.model]), python=python)


def _at_a_time(plan: Plan, model: Model) -> int:
    return 1 if model.name == "sequential" else plan.slots if model.bounded else plan.tasks


def _shown(leg: Leg, baseline: Leg | None, cores: float) -> Leg:
    if not leg.runs:
        return leg
    shown = median_run(leg.runs)
    runs = [run if number == shown else _without_samples(run) for number, run in enumerate(leg.runs)]
    return replace(leg, runs=tuple(runs), shown_run=shown, summary=summarise(leg, baseline, cores=cores))


def _without_samples(run: LegRun) -> LegRun:
    return replace(run, tasks=tuple(replace(task, samples=()) for task in run.tasks))

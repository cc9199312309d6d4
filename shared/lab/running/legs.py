"""The legs of a running experiment: all that was measured so far."""

from collections.abc import Sequence
from dataclasses import replace

from concurrency import MODELS
from lab.experiment import DISTRIBUTED, Experiment, Leg, LegPlan, LegRun, Plan, PythonInfo


class Legs:
    """Keeps every run with all its samples: which run is drawn is known at the end.

    Args:
        plan: of the experiment.
        pythons: those of this machine; the first runs the lab.
    """

    def __init__(self, plan: Plan, pythons: Sequence[PythonInfo]) -> None:
        by_id = {"": pythons[0], **{python.id: python for python in pythons}}
        self._legs = {leg.key: _new(plan, leg, by_id.get(leg.python)) for leg in plan.legs}

    def all(self) -> tuple[Leg, ...]:
        """All, in the order of the plan."""
        return tuple(self._legs.values())

    def get(self, plan: LegPlan) -> Leg:
        """The leg as it stands."""
        return self._legs[plan.key]

    def put(self, leg: Leg) -> None:
        """Keep what has become of the leg."""
        self._legs[leg.plan.key] = leg

    def add_run(self, plan: LegPlan, run: LegRun) -> None:
        """Keep one more run of the leg."""
        leg = self.get(plan)
        self.put(replace(leg, runs=(*leg.runs, run)))


def without_hidden_samples(experiment: Experiment) -> Experiment:
    """The experiment with samples only in the runs that are drawn: the others would triple its size."""
    return replace(experiment, legs=tuple(_only_shown_samples(leg) for leg in experiment.legs))


def _only_shown_samples(leg: Leg) -> Leg:
    runs = (run if i == leg.shown_run else _without_samples(run) for i, run in enumerate(leg.runs))
    return replace(leg, runs=tuple(runs))


def _without_samples(run: LegRun) -> LegRun:
    return replace(run, tasks=tuple(replace(task, samples=()) for task in run.tasks))


def _new(plan: Plan, leg: LegPlan, python: PythonInfo | None) -> Leg:
    if leg.model == DISTRIBUTED:
        return Leg(leg, slots=0)
    return Leg(leg, slots=MODELS[leg.model].at_a_time(plan.slots, plan.tasks), python=python)

"""From what was measured to what it means: summaries, reasons and the conclusion of an experiment."""

from collections.abc import Sequence
from dataclasses import replace

from .conclusion import conclude
from .experiment import BASELINE, DISTRIBUTED, Experiment, Leg
from .reasons import find_reasons
from .statistics import median_run, summarise


def evaluate(experiment: Experiment) -> Experiment:
    """The experiment with all that follows from its runs so far.

    That is, for each leg, its summary, its reasons and which run is drawn; and the conclusion.

    Args:
        experiment: with its machine, once it has started.

    Returns:
        A copy; the same again if it is evaluated again.
    """
    cores = experiment.machine.cores if experiment.machine else 1.0
    legs = [_summarised(leg, experiment.legs, _cores_of(leg, cores)) for leg in experiment.legs]
    explained = tuple(_explained(leg, legs, _cores_of(leg, cores)) for leg in legs)
    evaluated = replace(experiment, legs=explained)
    return replace(evaluated, conclusion=conclude(evaluated))


def baseline_of(leg: Leg, legs: Sequence[Leg]) -> Leg | None:
    """The leg that it is compared with: the sequential one under the same Python.

    A distributed leg is compared with that of the lab's own Python.

    Args:
        leg: any leg.
        legs: all of the experiment.
    """
    python = "" if leg.plan.model == DISTRIBUTED else leg.plan.python
    return next((one for one in legs if (one.plan.model, one.plan.python) == (BASELINE, python)), None)


def _cores_of(leg: Leg, lab_cores: float) -> float:
    """How many its tasks may use: of the lab, or of the workers' machines."""
    known = [run.worker_cores for run in leg.runs if run.worker_cores]
    return max(known, default=lab_cores)


def _summarised(leg: Leg, legs: Sequence[Leg], cores: float) -> Leg:
    if not leg.runs:
        return leg
    shown_run = median_run(leg.runs)
    run = leg.runs[shown_run]
    leg = replace(leg, shown_run=shown_run, slots=run.slots or leg.slots, workers=run.workers or leg.workers)
    return replace(leg, summary=summarise(leg, baseline_of(leg, legs), cores=cores))


def _explained(leg: Leg, legs: Sequence[Leg], cores: float) -> Leg:
    if leg.summary is None:
        return leg
    return replace(leg, reasons=find_reasons(leg, leg.summary, baseline_of(leg, legs), cores=cores))

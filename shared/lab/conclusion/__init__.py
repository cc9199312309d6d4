"""What an experiment shows, in a few facts."""

from collections.abc import Iterator, Sequence

from lab.experiment import Experiment, Fact, Leg
from lab.reasons import BACKGROUND_CORES
from lab.rounding import rounded

from .alike import ALIKE
from .prediction import judge_prediction
from .pythons import price_pythons
from .slots import tell_other_slots
from .speed import compare_legs

__all__ = ["ALIKE", "conclude"]


def conclude(experiment: Experiment) -> tuple[Fact, ...]:
    """What the experiment shows.

    Args:
        experiment: whose legs have their summaries and reasons.

    Returns:
        How fast the legs are compared with the sequential one, and why, the fastest first; what another
        Python costs; what the prediction got right; what speaks against the figures. The values `leg` and
        `legs` are keys of legs.
    """
    measured = [leg for leg in experiment.legs if leg.summary and not _has_failed(leg)]
    return (
        *_failed(experiment.legs),
        *compare_legs(measured),
        *price_pythons(measured),
        *judge_prediction(experiment.plan.prediction, measured),
        *tell_other_slots(experiment.plan, measured),
        *_caveats(measured),
    )


def _failed(legs: Sequence[Leg]) -> Iterator[Fact]:
    """What did not do all its tasks has no time that can be compared."""
    if failed := [leg.plan.key for leg in legs if _has_failed(leg)]:
        yield Fact("failed", {"legs": failed})


def _has_failed(leg: Leg) -> bool:
    return leg.failure is not None or (leg.summary is not None and leg.summary.failed > 0)


def _caveats(measured: Sequence[Leg]) -> Iterator[Fact]:
    once = [leg.plan.key for leg in measured if len(leg.runs) == 1]
    if once and len(once) == len(measured):
        yield Fact("one-repeat")
    elif once:
        yield Fact("one-repeat-of", {"legs": once})
    yield from _lost(measured)
    background = max((run.background_cores or 0.0 for leg in measured for run in leg.runs), default=0.0)
    if background > BACKGROUND_CORES:
        yield Fact("background", {"cores": rounded(background)})


def _lost(measured: Sequence[Leg]) -> Iterator[Fact]:
    """Whose time includes the wait for the tasks of a worker that died."""
    for leg in measured:
        for reason in leg.reasons:
            if reason.code == "lost":
                yield Fact("lost", {"leg": leg.plan.key, **reason.values})

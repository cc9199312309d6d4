"""What an experiment shows, in a few facts."""

from lab.experiment import Experiment, Fact

from .prediction import judge_prediction
from .pythons import price_pythons
from .speed import compare_legs

__all__ = ["conclude"]


def conclude(experiment: Experiment) -> tuple[Fact, ...]:
    """What the experiment shows.

    Args:
        experiment: whose legs have their summaries and reasons.

    Returns:
        How fast the legs are compared with the sequential one, and why, the fastest first; what another
        Python costs; what the prediction got right; what speaks against the figures. The values `leg` and
        `legs` are keys of legs.
    """
    measured = [leg for leg in experiment.legs if leg.summary]
    caveats = (Fact("one-repeat"),) if measured and all(len(leg.runs) == 1 for leg in measured) else ()
    return (
        *compare_legs(measured),
        *price_pythons(measured),
        *judge_prediction(experiment.plan.prediction, measured),
        *caveats,
    )

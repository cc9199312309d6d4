"""The part of the report that shows what was predicted beside what happened."""

from collections.abc import Iterable

from lab.experiment import Experiment, Leg
from lab.exports import saying
from lab.exports.markup import secs, text
from words import Words


def prediction_section(experiment: Experiment, words: Words) -> str:
    """Two lists, each from the fastest to the slowest; nothing if nothing was predicted."""
    legs = {leg.plan.key: leg for leg in experiment.legs}
    measured = [leg for leg in experiment.legs if leg.summary]
    if not experiment.plan.prediction or not measured:
        return ""
    expected = [saying.name(legs[key], words) for key in experiment.plan.prediction if key in legs]
    came = [f"{saying.name(leg, words)}: {secs(_secs(leg))}" for leg in sorted(measured, key=_secs)]
    heading = text(words.say("experiments.report.prediction"))
    return (
        f'<section><h2>{heading}</h2>\n<div class="orders">'
        f"{_order(words.say('experiments.report.predicted'), expected)}"
        f"{_order(words.say('experiments.report.happened'), came)}</div></section>"
    )


def _order(title: str, names: Iterable[str]) -> str:
    items = "".join(f"<li>{text(name)}</li>" for name in names)
    return f"<div><h3>{text(title)}</h3><ol>{items}</ol></div>"


def _secs(leg: Leg) -> float:
    return leg.summary.median_secs if leg.summary else 0.0

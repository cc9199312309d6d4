"""The part of the report that shows who ran what when, leg by leg on one axis, and why it took so long."""

from lab.experiment import Experiment, Leg
from lab.exports import saying
from lab.exports.axis import axis_secs, ticks
from lab.exports.drawing import Frame, draw_lanes, lanes_height, legend_keys, pick_lanes, shown_lanes, swatch
from lab.exports.markup import text
from lab.exports.palette import family_of
from lab.sentences import reason_sentence
from words import Words

WIDTH = 1000
"""Of a strip of lanes, in its own units: it is stretched to the width of the page."""
MOST_LANES = 16
MOST_TICKS = 6


def lanes_section(experiment: Experiment, words: Words) -> str:
    """All legs below each other, each with its lanes and its reasons."""
    end_secs = axis_secs(experiment.legs)
    heading = text(words.say("experiments.report.lanes"))
    axis = "".join(
        f'<span style="left:{100 * secs / end_secs:.2f}%">{secs:g} s</span>'
        for secs in ticks(end_secs * 0.97, MOST_TICKS)
    )
    legs = "\n".join(_leg(leg, end_secs, words) for leg in experiment.legs)
    return (
        f"<section><h2>{heading}</h2>\n{_legend(experiment, words)}\n"
        f'<div class="ticks" aria-hidden="true">{axis}</div>\n{legs}</section>'
    )


def _leg(leg: Leg, end_secs: float, words: Words) -> str:
    who, figures = _who(leg, words), saying.figures(leg)
    said = [reason_sentence(words, fact) for fact in leg.reasons]
    if obstacle := saying.obstacle(leg, words):
        said.insert(0, obstacle)
    reasons = "".join(f"<li>{text(sentence)}</li>" for sentence in said)
    name = text(saying.name(leg, words))
    return (
        f'<article class="leg"><div class="head"><h3>{name}</h3><span class="figure">{text(figures)}</span>'
        f'<span class="who">{text(who)}</span></div>{_strip(leg, end_secs, f"{name}: {text(figures)}")}'
        + (f'<ul class="reasons">{reasons}</ul>' if reasons else "")
        + "</article>"
    )


def _strip(leg: Leg, end_secs: float, label: str) -> str:
    lanes = pick_lanes(shown_lanes(leg), MOST_LANES)
    if not lanes:
        return ""
    height = lanes_height(lanes)
    shapes = "".join(draw_lanes(lanes, family_of(leg.plan.model), Frame(0, 0, WIDTH, WIDTH / end_secs)))
    return (
        f'<svg class="strip" role="img" aria-label="{label}" viewBox="0 0 {WIDTH} {height}" height="{height}"'
        f' preserveAspectRatio="none">{shapes}</svg>'
    )


def _who(leg: Leg, words: Words) -> str:
    count, who = len(shown_lanes(leg)), saying.who(leg, words)
    return words.say("experiments.who.some-shown", who=who, shown=MOST_LANES) if count > MOST_LANES else who


def _legend(experiment: Experiment, words: Words) -> str:
    lanes = [lane for leg in experiment.legs for lane in shown_lanes(leg)]
    items = "".join(
        f'<li><svg viewBox="0 0 16 11" aria-hidden="true">{swatch(kind)}</svg>'
        f"{text(words.say(f'experiments.kind.{kind}'))}</li>"
        for kind in legend_keys(lanes)
    )
    return f'<ul class="legend">{items}</ul>'

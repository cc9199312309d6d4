"""The part of the report that says where and how it was measured."""

from collections.abc import Iterator

from lab.bootstrap import RESAMPLES, confidence
from lab.experiment import Experiment
from lab.exports.markup import text
from words import Words

GIB = 1024**3
HOW = ("order", "bars", "gil", "ideal", "memory")


def method_section(experiment: Experiment, words: Words) -> str:
    """The machine, the Pythons, and how the figures came about."""
    repeats = max((len(leg.runs) for leg in experiment.legs), default=0)
    said = [words.say(f"experiments.report.how.{key}") for key in HOW]
    said.insert(1, _interval(repeats, words))
    paragraphs = "".join(f"<li>{text(sentence)}</li>" for sentence in said)
    facts = "".join(
        f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in _facts(experiment, words)
    )
    heading = text(words.say("experiments.report.method"))
    return f"<section><h2>{heading}</h2>\n<dl>{facts}</dl><ul>{paragraphs}</ul></section>"


def _interval(repeats: int, words: Words) -> str:
    if repeats < 2:
        return words.say("experiments.report.how.no-interval")
    percent = round(100 * confidence(repeats))
    return words.say("experiments.report.how.interval", resamples=RESAMPLES, repeats=repeats, percent=percent)


def _facts(experiment: Experiment, words: Words) -> Iterator[tuple[str, str]]:
    machine, plan = experiment.machine, experiment.plan
    if machine:
        memory = f"{machine.memory_bytes / GIB:.1f} GiB" if machine.memory_bytes else ""
        cores = words.say("experiments.report.cores", cores=machine.cores)
        parts = (machine.host, machine.processor, cores, memory, machine.system)
        yield words.say("experiments.report.machine"), " · ".join(filter(None, parts))
    for python in {leg.python.path: leg.python for leg in experiment.legs if leg.python}.values():
        gil = words.say(f"experiments.report.{'gil-on' if python.gil else 'gil-off'}")
        yield f"Python {python.version}", f"{gil} · {python.path}"
    yield words.say("experiments.report.seed"), str(plan.seed)
    yield words.say("experiments.report.scale"), f"{plan.scale:g}"

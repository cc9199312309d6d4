"""What pictures and reports say of an experiment and its legs, in the reader's language."""

import unicodedata
from datetime import UTC, datetime

from lab.experiment import Experiment, Leg
from lab.sentences import conclusion_sentence, leg_name, obstacle_sentence
from words import Words

from .markup import secs, times


def title(experiment: Experiment, words: Words) -> str:
    """What was compared: `Waiting: 16 tasks, 8 slots`."""
    plan = experiment.plan
    workload = words.say(f"experiments.workload.{plan.workload}")
    values = {"workload": workload[:1].upper() + workload[1:], "tasks": plan.tasks, "slots": plan.slots}
    return words.say("experiments.report.title", **values)


def setting(experiment: Experiment, words: Words) -> str:
    """Where it was measured and how often: `Python 3.14.8 · 2 cores · 3 repeats`."""
    legs, machine = experiment.legs, experiment.machine
    own = next((leg.python.version for leg in legs if leg.python and not leg.plan.python), "")
    parts = [f"Python {own}" if own else ""]
    parts += [words.say("experiments.report.cores", cores=machine.cores)] if machine else []
    repeats = max((len(leg.runs) for leg in legs), default=0)
    return " · ".join(filter(None, [*parts, words.say("experiments.report.repeats", count=repeats)]))


def figures(leg: Leg) -> str:
    """Its median and speed-up: `1.02 s · 7.90 ×`."""
    if leg.summary is None:
        return ""
    speed_up = leg.summary.speed_up
    return secs(leg.summary.median_secs) + (f" · {times(speed_up)}" if speed_up is not None else "")


def who(leg: Leg, words: Words) -> str:
    """Who ran its tasks: `8 threads`, `8 threads in 2 processes, 2 hosts`."""
    found = leg.summary
    if found is None:
        return ""
    if found.interpreters > found.processes:
        said = words.say("experiments.who.interpreters", count=found.interpreters)
    elif found.threads == found.processes:
        said = words.say("experiments.who.processes", count=found.processes)
    elif found.processes > 1:
        values = {"count": found.threads, "processes": found.processes}
        said = words.say("experiments.who.threads-in-processes", **values)
    else:
        said = words.say("experiments.who.threads", count=found.threads)
    return words.say("experiments.who.on-hosts", who=said, count=found.hosts) if found.hosts > 1 else said


def name(leg: Leg, words: Words) -> str:
    """The name of the leg."""
    return leg_name(words, leg.plan)


def obstacle(leg: Leg, words: Words) -> str:
    """Why it was not run, or not to its end; "" if it was."""
    if leg.unavailable is not None:
        return obstacle_sentence(words, "unavailable", leg.unavailable)
    return obstacle_sentence(words, "failure", leg.failure) if leg.failure is not None else ""


def conclusion(experiment: Experiment, words: Words) -> list[str]:
    """What it shows, a sentence each."""
    return [conclusion_sentence(words, fact) for fact in experiment.conclusion]


def failure(experiment: Experiment, words: Words) -> str:
    """Why the whole experiment failed; "" if it did not."""
    return obstacle_sentence(words, "failure", experiment.failure) if experiment.failure else ""


def moment(at: float) -> str:
    """A time of day: `2026-11-24 14:05 UTC`.

    Args:
        at: seconds since the epoch.
    """
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")


def wrapped(said: str, width: int) -> list[str]:
    """The sentence in lines of so many columns; a Chinese character takes two, and may end a line."""
    lines, line = [], ""
    for word in _pieces(said):
        if line and columns(line + word.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()]


def _pieces(said: str) -> list[str]:
    """Where a line may end: after a space, and after a wide character."""
    pieces = [""]
    for char in said:
        pieces[-1] += char
        if char == " " or columns(char) == 2:
            pieces.append("")
    return [piece for piece in pieces if piece]


def columns(line: str) -> int:
    """How many columns of a terminal it takes, which is about how wide it is printed."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)

"""An experiment as one table, with why below it."""

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from console.terminal import human_bytes
from console.words import Words
from lab.experiment import Experiment, Interval, Leg, Summary
from lab.sentences import conclusion_sentence, leg_name, obstacle_sentence, reason_sentence

NO_FIGURE = "—"
REPEATS_FOR_INTERVAL = 2
FIGURES = ("at_a_time", "time", "speed_up", "ratio", "cores_used", "memory")


def make_table(experiment: Experiment, words: Words) -> Table:
    """A row for each leg; what it is, what the columns mean, and what could not run stand below it."""
    table = Table(caption=_caption(experiment, words), caption_justify="left", box=SIMPLE_HEAD)
    table.add_column(words("model"), overflow="fold")
    table.add_column(words("ran_by"), no_wrap=True)
    for key in FIGURES:
        table.add_column(words(key), justify="right", overflow="fold")
    for leg in experiment.legs:
        if leg.summary is not None:
            table.add_row(leg_name(words, leg.plan), *_cells(leg, leg.summary, words))
    return table


def why(experiment: Experiment, words: Words) -> list[str]:
    """The reason of each leg that weighs most, then what the experiment shows."""
    legs = [leg for leg in experiment.legs if leg.reasons]
    lines = [f"  {leg_name(words, leg.plan)}: {reason_sentence(words, leg.reasons[0])}" for leg in legs]
    return [*lines, *conclusion(experiment, words)]


def conclusion(experiment: Experiment, words: Words) -> list[str]:
    """What the experiment shows, in a few sentences."""
    return [conclusion_sentence(words, fact) for fact in experiment.conclusion]


def workload_name(experiment: Experiment, words: Words) -> str:
    """The name of its workload; of the reader's own tasks, their names."""
    own = experiment.plan.own
    if own is None:
        return words.say(f"experiments.workload.{experiment.plan.workload}")
    names = [item.get("name") or item["url"] for item in own.items]
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def _caption(experiment: Experiment, words: Words) -> str:
    about = words(
        "experiment_is",
        workload=workload_name(experiment, words),
        tasks=experiment.plan.tasks,
        slots=experiment.plan.slots,
        count=experiment.plan.repeats,
        cores=experiment.machine.cores if experiment.machine else 0,
    )
    return "\n".join([about, *_obstacles(experiment, words), words("columns_mean")])


def _obstacles(experiment: Experiment, words: Words) -> list[str]:
    """Why legs have no figures, once for all legs that have the same reason."""
    said = {
        obstacle_sentence(words, kind, fact): None
        for leg in experiment.legs
        for kind, fact in (("unavailable", leg.unavailable), ("failure", leg.failure))
        if fact is not None
    }
    return list(said)


def _cells(leg: Leg, summary: Summary, words: Words) -> list[str | Text]:
    has_interval = len(leg.runs) >= REPEATS_FOR_INTERVAL
    failed = Text(f"\n{words('failed_count', count=summary.failed)}", style="red")
    return [
        Text(_who(summary, words)) + (failed if summary.failed else Text()),
        str(leg.slots),
        _with_interval(f"{summary.median_secs:.2f} s", summary.interval_secs if has_interval else None),
        _with_interval(_times(summary.speed_up), summary.speed_up_interval if has_interval else None),
        NO_FIGURE if summary.ratio_to_ideal is None else f"{summary.ratio_to_ideal:.2f}",
        NO_FIGURE if summary.cores_used is None else f"{summary.cores_used:.2f}",
        NO_FIGURE if summary.peak_pss_bytes is None else human_bytes(summary.peak_pss_bytes),
    ]


def _times(ratio: float | None) -> str:
    return NO_FIGURE if ratio is None else f"{ratio:.2f} ×"


def _with_interval(figure: str, interval: Interval | None) -> Text:
    below = "" if interval is None else f"\n{interval.low:.2f}–{interval.high:.2f}"
    return Text(figure).append(below, style="dim")


def _who(summary: Summary, words: Words) -> str:
    parts = [words("process", count=summary.processes), words("thread", count=summary.threads)]
    if summary.hosts > 1:
        parts.insert(0, words("host", count=summary.hosts))
    if summary.interpreters > summary.processes:
        parts.append(words("interpreter", count=summary.interpreters))
    return " · ".join(parts)

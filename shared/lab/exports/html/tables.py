"""The tables of the report: how long the legs took, and what their tasks' time was spent on."""

from collections.abc import Iterable, Sequence

from lab.experiment import Experiment, Interval, Leg, Summary
from lab.exports import saying
from lab.exports.markup import coordinate, secs, text, times
from lab.exports.palette import family_of
from lab.shares import KINDS, run_shares
from words import Words

MIB = 1024**2
COLUMNS = ("leg", "median", "interval", "speed-up", "ideal", "cores-used", "start-up", "memory")


def times_section(experiment: Experiment, words: Words) -> str:
    """A row for each leg: its times, with an interval to see, and what it used."""
    measured = [(leg, leg.summary) for leg in experiment.legs if leg.summary]
    if not measured:
        return ""
    longest_secs = max(found.interval_secs.high for _, found in measured) or 1.0
    rows = [_times_row(leg, found, longest_secs, words) for leg, found in measured]
    return _table(words.say("experiments.report.times"), _headings(COLUMNS, words), rows)


def shares_section(experiment: Experiment, words: Words) -> str:
    """A row for each leg: seconds of each kind, of all tasks of the run that is drawn."""
    legs = [leg for leg in experiment.legs if leg.runs]
    if not legs:
        return ""
    kinds = [words.say(f"experiments.kind.{kind}") for kind in KINDS]
    rows = [_shares_row(leg, words) for leg in legs]
    return _table(words.say("experiments.report.shares"), [*_headings(("leg",), words), *kinds], rows)


def _times_row(leg: Leg, found: Summary, longest_secs: float, words: Words) -> str:
    repeated = len(leg.runs) > 1
    speed_up = _with_interval(times(found.speed_up), found.speed_up_interval if repeated else None, "×")
    memory = "–" if found.peak_pss_bytes is None else f"{found.peak_pss_bytes / MIB:.0f} MiB"
    cells = (
        _with_interval(secs(found.median_secs), found.interval_secs if repeated else None, "s"),
        None,
        speed_up,
        _with_note(times(found.ratio_to_ideal), secs(found.ideal_secs)),
        "–" if found.cores_used is None else f"{found.cores_used:.2f}",
        secs(found.startup_secs),
        memory,
    )
    bar = f'<td class="bar">{_interval_bar(leg, found, longest_secs)}</td>'
    return _row(leg, (bar if cell is None else f"<td>{cell}</td>" for cell in cells), words)


def _interval_bar(leg: Leg, found: Summary, longest_secs: float) -> str:
    """From 0 to the longest time of all: the median as a line, its interval as a box around it."""
    low, high, middle = (
        coordinate(1000 * value / longest_secs) for value in (*found.interval_secs, found.median_secs)
    )
    family = family_of(leg.plan.model)
    width = max(4.0, float(high) - float(low))
    return (
        '<svg viewBox="0 0 1000 18" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="lane" y="4" width="1000" height="10"/>'
        f'<rect class="family-{family} wait" y="4" width="{middle}" height="10"/>'
        f'<rect class="family-{family} solid" x="{low}" y="7" width="{coordinate(width)}" height="4"/>'
        f'<path class="family-{family} median" d="M{middle} 1v16"/></svg>'
    )


def _shares_row(leg: Leg, words: Words) -> str:
    shares = run_shares(leg.runs[leg.shown_run])
    known = {kind: getattr(shares, kind) for kind in KINDS}
    cells = [secs(None if kind == "core" and not shares.core_known else known[kind]) for kind in KINDS]
    return _row(leg, (f"<td>{cell}</td>" for cell in cells), words)


def _with_interval(figure: str, interval: Interval | None, unit: str) -> str:
    if interval is None:
        return figure
    return _with_note(figure, f"{interval.low:.2f} – {interval.high:.2f} {unit}")


def _with_note(figure: str, note: str) -> str:
    return f"{figure}<small>{note}</small>"


def _row(leg: Leg, cells: Iterable[str], words: Words) -> str:
    return f'<tr><th scope="row">{text(saying.name(leg, words))}</th>{"".join(cells)}</tr>'


def _headings(keys: Sequence[str], words: Words) -> list[str]:
    return [words.say(f"experiments.report.column.{key}") for key in keys]


def _table(title: str, headings: Sequence[str], rows: Sequence[str]) -> str:
    head = "".join(f'<th scope="col">{text(heading)}</th>' for heading in headings)
    body, label = "\n".join(rows), text(title)
    return (
        f"<section><h2>{label}</h2>\n"
        f'<div class="wide" role="region" aria-label="{label}" tabindex="0"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div></section>"
    )

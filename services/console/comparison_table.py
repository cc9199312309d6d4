"""One table for all legs of an experiment: what `demo` and `compare` print."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from lab.comparison import Comparison, Runners

from .words import Words

NO_FIGURE = "—"
Unavailable = tuple[str, str]  # a model's name, and why it cannot run here
Row = Comparison | Unavailable


@dataclass(frozen=True, slots=True)
class Section:
    """One batch: its short name, what it is in a sentence, and a row for each model."""

    name: str
    title: str
    rows: Sequence[Row]


def make_table(sections: Sequence[Section], words: Words) -> Table:
    """The table of all sections, in the language of the words; what they are stands below it."""
    captions = [f"{section.name}: {section.title}" if section.name else section.title for section in sections]
    table = Table(caption="\n".join([*captions, words("ideal_is")]), caption_justify="left", box=SIMPLE_HEAD)
    if len(sections) > 1:
        table.add_column(words("batch"), no_wrap=True)
    table.add_column(words("model"), no_wrap=True)
    table.add_column(words("ran_by"), overflow="fold")
    for key in ("makespan", "speed_up", "ideal", "ratio"):
        table.add_column(words(key), justify="right", no_wrap=True)
    for section in sections:
        for number, row in enumerate(section.rows):
            first = [section.name if number == 0 else ""] if len(sections) > 1 else []
            table.add_row(*first, *_cells(row, words), end_section=number == len(section.rows) - 1)
    return table


def to_json(title: str, rows: Sequence[Row]) -> dict[str, Any]:
    """The same for programs."""
    return {"batch": title, "legs": [_row_json(row) for row in rows]}


def _cells(row: Row, words: Words) -> list[str | Text]:
    if isinstance(row, tuple):
        return [row[0], Text(row[1], style="dim")]
    failed = Text(f" ({words('failed_count', count=row.failed)})", style="red") if row.failed else Text()
    return [
        row.leg.model,
        Text(_who(row.runners, words)) + failed,
        f"{row.leg.makespan_secs:.2f} s",
        NO_FIGURE if row.speed_up is None else f"{row.speed_up:.1f} ×",
        f"{row.ideal_secs:.2f} s",
        NO_FIGURE if row.ratio_to_ideal is None else f"{row.ratio_to_ideal:.2f}",
    ]


def _who(runners: Runners, words: Words) -> str:
    parts = [
        words("host", count=runners.hosts),
        words("process", count=runners.processes),
        words("thread", count=runners.threads),
    ]
    if runners.interpreters > runners.processes:
        parts.append(words("interpreter", count=runners.interpreters))
    return " · ".join(parts)


def _row_json(row: Row) -> dict[str, Any]:
    if isinstance(row, tuple):
        return {"model": row[0], "unavailable": row[1]}
    return {
        "model": row.leg.model,
        "slots": row.leg.slots,
        "runners": asdict(row.runners),
        "makespan_secs": row.leg.makespan_secs,
        "speed_up": row.speed_up,
        "ideal_secs": row.ideal_secs,
        "ratio_to_ideal": row.ratio_to_ideal,
        "failed": row.failed,
        "outcomes": [outcome.to_dict() for outcome in row.leg.outcomes],
    }

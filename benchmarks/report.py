"""The table: for the terminal, and as Markdown."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from .effort import Effort
from .measures import COMPUTE_SECS, DOWNLOAD_DELAY_SECS, WAIT_SECS
from .peers import SLOTS, Peer
from .peers.every import MEASURE
from .rounds import Found

WIDTH = 160  # characters


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its figure, its heading, how to write a value, and whether to add its ratio."""

    figure: str
    heading: str
    write: Callable[[float], str]
    with_ratio: bool


COLUMNS = [
    Column("rate", "no-op jobs/s", lambda value: f"{value:,.0f}", True),
    Column("latency", "enqueue → result, ms", lambda value: f"{value:.1f}", True),
    Column("wait", "waits ÷ ideal", lambda value: f"{value:.2f}", False),
    Column("download", "downloads ÷ ideal", lambda value: f"{value:.2f}", False),
    Column("compute", "computing ÷ ideal", lambda value: f"{value:.2f}", False),
    Column("memory", "idle memory, MiB", lambda value: f"{value:.0f}", True),
    Column("commands", "commands/job", lambda value: f"{value:.1f}", False),
    Column("reads", "round trips/job", lambda value: f"{value:.1f}", False),
]

LEGEND = (
    f"Ideal: for jobs of {WAIT_SECS} s, {SLOTS} at a time; for downloads of 1 MiB with {DOWNLOAD_DELAY_SECS} "
    f"s before the first byte, {SLOTS} at a time; for jobs of {COMPUTE_SECS} s of bytecode, all cores. "
    "Memory: PSS of all processes, idle, after every place has run jobs. Commands and round trips (reads "
    "from sockets): the workers', by Redis's own count under no-op jobs, those inside of scripts included. "
    "All results are seen alike: a raw connection asks for the result's key, every 0.2 ms for single jobs, "
    "else every 5 ms."
)


class Report:
    """What was found, ready to be shown.

    Args:
        peers: in the order of the rows.
        found: by the peers' names.
        effort: how much was measured.
        machine: where, as one line.
    """

    def __init__(self, peers: list[Peer], found: dict[str, Found], effort: Effort, machine: str) -> None:
        self._peers, self._found, self._effort, self._machine = peers, found, effort, machine
        self._columns = [c for c in COLUMNS if any(f.median(c.figure) is not None for f in found.values())]

    def print(self) -> None:
        """Write it to the terminal."""
        table = Table()
        table.add_column(no_wrap=True)
        for column in self._columns:
            table.add_column(column.heading, justify="right")
        for row in self._rows():
            table.add_row(*row)
        console = Console(width=WIDTH)
        console.print(table)
        for line in [*self._notes(), *self._peer_notes()]:
            console.print(line, highlight=False, markup=False, soft_wrap=True)

    def markdown(self) -> str:
        """The same as Markdown."""
        lines = [
            "| " + " | ".join(["", *(column.heading for column in self._columns)]) + " |",
            "|---|" + "---:|" * len(self._columns),
            *("| " + " | ".join(row) + " |" for row in self._rows()),
            "",
            *(f"{line}\n" for line in self._notes()),
            *(f"- {line}" for line in self._peer_notes()),
        ]
        return "\n".join(lines) + "\n"

    def _rows(self) -> list[list[str]]:
        return [[peer.name, *(self._cell(peer, column) for column in self._columns)] for peer in self._peers]

    def _cell(self, peer: Peer, column: Column) -> str:
        value = self._found[peer.name].median(column.figure)
        if value is None:
            return "–"
        base = self._found[MEASURE.name].median(column.figure) if MEASURE.name in self._found else None
        ratio = f" ({_ratio(value / base)}×)" if column.with_ratio and base else ""
        return column.write(value) + ratio

    def _notes(self) -> list[str]:
        rounds = f"median of {self._effort.rounds} rounds" if self._effort.rounds > 1 else "one round"
        spreads = [
            f"{c.heading} {s:.0%}" for c in self._columns if (s := self._typical_spread(c)) is not None
        ]
        return [
            f"{self._machine}. In one run: {rounds}; in brackets as a multiple of `{MEASURE.name}`, which "
            f"has one place, while all others have {SLOTS}.",
            LEGEND,
            *(
                [f"Highest less lowest round, median over the peers: {', '.join(spreads)}."]
                if spreads
                else []
            ),
        ]

    def _typical_spread(self, column: Column) -> float | None:
        spreads = [s for f in self._found.values() if (s := f.spread(column.figure)) is not None]
        return statistics.median(spreads) if spreads and self._effort.rounds > 1 else None

    def _peer_notes(self) -> list[str]:
        errors = {name: found.error for name, found in self._found.items() if found.error}
        return [
            *(f"{peer.name}: {peer.note}." for peer in self._peers),
            *(f"{name} was not measured to the end: {error}" for name, error in errors.items()),
        ]


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"

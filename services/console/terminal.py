"""Output of a command: results to standard output, everything else to standard error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from words import json_line, printable

from .words import Words, pick_language

# Exit codes that mean something: 2 is what command lines use, 128 + N stands for the signal N.
OK, FAILED, USAGE, UNREACHABLE, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 3, 130, 141


@dataclass(slots=True)
class Terminal:
    """The output of one command.

    Attributes:
        words: the words of its language.
        as_json: results are JSON, for programs.
    """

    words: Words
    as_json: bool = False
    out: Console = field(
        default_factory=lambda: Console(highlight=False, emoji=False, width=_width(sys.stdout))
    )
    err: Console = field(
        default_factory=lambda: Console(stderr=True, highlight=False, emoji=False, width=_width(sys.stderr))
    )

    @classmethod
    def speaking(cls, language: str | None, *, as_json: bool = False) -> "Terminal":
        """A terminal in that language; None takes the environment's."""
        return cls(Words(pick_language(language)), as_json)

    def note(self, text: str) -> None:
        """Print a remark."""
        self.err.print(escape(text), soft_wrap=True)

    def say(self, text: str) -> None:
        """Print a line of the result."""
        self.out.print(escape(text), soft_wrap=True)

    def complain(self, text: str) -> None:
        """Print what went wrong."""
        self.err.print(f"[red]✗[/red] {escape(text)}", soft_wrap=True)

    def result(self, data: Any, table: RenderableType) -> None:
        """Print the result: the data as JSON, or the table for people."""
        if self.as_json:
            sys.stdout.write(json_line(data) + "\n")
            sys.stdout.flush()
        elif isinstance(table, str):
            self.out.print(escape(table), soft_wrap=True)
        else:
            self.out.print(table)

    @contextmanager
    def progress(self, with_bars: bool = True) -> "Iterator[Bars]":
        """Bars that move on a terminal, a line at each end elsewhere or without them."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        live = with_bars and self.err.is_terminal and not self.as_json
        with Progress(*columns, console=self.err, disable=not live) as progress:
            yield Bars(progress, None if live or self.as_json else self.err)


class Bars:
    """Progress of several things.

    Args:
        progress: draws the bars.
        plain: where to print a line at each end instead of bars; None for no lines.
    """

    def __init__(self, progress: Progress, plain: Console | None) -> None:
        self._progress = progress
        self._plain = plain

    def add(self, name: str, total: int) -> TaskID:
        """Begin something with as many parts."""
        return self._progress.add_task(name, total=total)

    def step(self, task: TaskID) -> None:
        """One part is done."""
        self._progress.advance(task)

    def reach(self, task: TaskID, done: float) -> None:
        """So many parts are done."""
        self._progress.update(task, completed=done)

    def end(self, task: TaskID, line: str) -> None:
        """It has ended; the line says how."""
        self._progress.stop_task(task)
        if self._plain is not None:
            self._plain.print(escape(line))


def human_bytes(size_bytes: float) -> str:
    """A size for people: "1.5 MiB"."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size_bytes < 1024 or unit == "GiB":
            return (
                f"{size_bytes:.0f} {unit}" if unit == "B" or size_bytes >= 100 else f"{size_bytes:.3g} {unit}"
            )
        size_bytes /= 1024
    raise AssertionError


def safe(text: str) -> Text:
    """Text from outside as a table may show it: without markup and escape codes."""
    return Text(printable(text))


def seconds_between(start: str | None, end: str | None) -> str:
    """How long it took from one time of the API to another; up to now when it has not ended; "" before."""
    if start is None:
        return ""
    until = datetime.fromisoformat(end) if end else datetime.now(UTC)
    secs = max(0.0, (until - datetime.fromisoformat(start)).total_seconds())
    return f"{secs:.1f}" if secs >= 1 else f"{secs:.2f}"  # a file that took 0.04 s did not take 0.0


def _width(stream: Any) -> int | None:
    """The terminal's own width; elsewhere wide enough that no table breaks."""
    return None if stream.isatty() else 120

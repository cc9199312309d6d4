"""How a batch is shown: JSON lines for programs, rows that move on a terminal, lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from rich.live import Live

from client import StreamEvent
from console.terminal import Terminal
from words import failure_sentence, json_line, printable

from .table import BatchTable
from .tasks import Tasks

REFRESHES_PER_SEC = 6
FAILURES = ("failed", "retrying")
NOT_IN_LINES = ("progress", "queued")


class Display(Protocol):
    """Shows what happens to a batch."""

    def show(self, event: StreamEvent) -> None:
        """Show an event; the tasks have changed already."""


@contextmanager
def display_for(terminal: Terminal, tasks: Tasks, count: int) -> Iterator[Display]:
    """The display that suits the terminal.

    Args:
        terminal: where to show it.
        tasks: of the batch.
        count: how many there are.
    """
    if terminal.as_json:
        yield JsonLines()
    elif not terminal.err.is_terminal:
        yield Lines(terminal, tasks)
    else:
        table = BatchTable(tasks, count, terminal)
        with Live(console=terminal.err, get_renderable=table.render, refresh_per_second=REFRESHES_PER_SEC):
            yield FailureLines(terminal)


class JsonLines:
    """Each event as it is, a line of JSON each."""

    def show(self, event: StreamEvent) -> None:
        """Print it."""
        sys.stdout.write(json_line(event.data) + "\n")
        sys.stdout.flush()


class Lines:
    """A line for each change of state."""

    def __init__(self, terminal: Terminal, tasks: Tasks) -> None:
        self._terminal = terminal
        self._tasks = tasks

    def show(self, event: StreamEvent) -> None:
        """Print it, unless it is mere progress."""
        if event.type in NOT_IN_LINES:
            return
        worker = self._tasks.worker_of(event.data["download"]) if event.type == "started" else ""
        said = _sentence(self._terminal, event)
        self._terminal.note(self._terminal.words("by_worker", said=said, worker=worker) if worker else said)


class FailureLines:
    """A line for each failure, above the rows."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal

    def show(self, event: StreamEvent) -> None:
        """Print it, if it is one."""
        if event.type in FAILURES:
            self._terminal.note(_sentence(self._terminal, event))


def _sentence(terminal: Terminal, event: StreamEvent) -> str:
    data: dict[str, Any] = event.data["data"]
    key = f"terminal.state.{event.type}"
    state = terminal.words.say(key) if terminal.words.has(key) else printable(event.type)
    why = f" — {failure_sentence(terminal.words, data['failure'])}" if data.get("failure") else ""
    name = data.get("name", event.data["download"])
    return terminal.words("name_and_state", name=name, state=state) + why

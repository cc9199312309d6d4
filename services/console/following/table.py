"""The rows that `--watch` draws on a terminal: one a task, as many as fit."""

import time

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from console.terminal import Terminal, safe
from wire import ENDED

from .tasks import Task, Tasks

LINES_BESIDE_ROWS = 3  # the summary, the line of those left out, and the prompt
BAR_WIDTH = 20
NARROW = 72  # a percentage instead of a bar in narrower terminals
# When there is no room for all of them: what people look for first.
ORDER = ("running", "failed", "cancelled", "scheduled", "queued", "finished")
STYLES = {"running": "cyan", "finished": "green", "failed": "red", "cancelled": "yellow"}


class BatchTable:
    """Draws the tasks as they stand.

    Args:
        tasks: of the batch.
        count: how many there are.
        terminal: whose width, height and words it uses.
    """

    def __init__(self, tasks: Tasks, count: int, terminal: Terminal) -> None:
        self._tasks = tasks
        self._count = count
        self._terminal = terminal
        self._start = time.monotonic()

    def render(self) -> RenderableType:
        """The picture of this moment."""
        tasks = list(self._tasks)
        shown = self._that_fit(tasks)
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column()  # the name: it alone is shortened when the terminal is narrow
        for _ in ("state", "worker", "progress"):
            table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, justify="right")
        for task in shown:
            table.add_row(*self._cells(task))
        return Group(table, *self._lines_below(tasks, len(shown)))

    def _that_fit(self, tasks: list[Task]) -> list[Task]:
        room = max(1, self._terminal.err.height - LINES_BESIDE_ROWS)
        if len(tasks) <= room:
            return tasks
        return sorted(tasks, key=_urgency)[:room]

    def _cells(self, task: Task) -> tuple[RenderableType, ...]:
        secs = task.secs()
        return (
            _on_one_line(task.name),
            Text(self._state(task), style=STYLES.get(task.state, "dim")),
            safe(task.worker),
            self._bar(task),
            "" if secs is None else f"{secs:.1f} s",
        )

    def _state(self, task: Task) -> str:
        words, secs = self._terminal.words, task.secs_to_retry()
        if secs is None:
            return words(f"state.{task.state}")
        return words("retrying_in", secs=secs) if secs else words("retrying_now")

    def _bar(self, task: Task) -> RenderableType:
        if task.state not in ("running", "finished"):
            return ""
        done = 1.0 if task.state == "finished" else task.fraction
        if self._terminal.err.width < NARROW:
            return "" if done is None else f"{done:.0%}"
        return ProgressBar(
            total=1,
            completed=done or 0,
            width=BAR_WIDTH,
            pulse=done is None,
            complete_style="cyan",
            finished_style="green",
        )

    def _lines_below(self, tasks: list[Task], shown: int) -> list[Text]:
        words = self._terminal.words
        ended = sum(task.state in ENDED for task in tasks)
        secs = time.monotonic() - self._start
        summary = Text(words("ended_of", ended=ended, count=self._count, secs=secs), style="dim")
        if shown == len(tasks):
            return [summary]
        return [Text(words("more_tasks", count=len(tasks) - shown), style="dim"), summary]


def _urgency(task: Task) -> int:
    return ORDER.index(task.state) if task.state in ORDER else len(ORDER)


def _on_one_line(name: str) -> Text:
    text = safe(name)
    text.no_wrap, text.overflow = True, "ellipsis"
    return text

"""What `--watch` shows of a batch: the tasks as events change them, and the rows drawn of them."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from client import DownloadView, StreamEvent
from console.following.table import BatchTable
from console.following.tasks import Tasks
from console.terminal import Terminal
from console.words import Words
from console.worker_names import worker_name

RUN: dict[str, Any] = {
    "worker": "threads-b",
    "worker_number": 1,
    "pool": "threads",
    "started_at": "2020-01-01T00:00:00+00:00",
}


def view(name: str, state: str = "queued", **fields: Any) -> DownloadView:
    download: Any = {"id": f"id of {name}", "name": name, "state": state, "fraction": None, "runs": []}
    download.update(fields)
    loaded: DownloadView = download
    return loaded


def tasks_of(*views: DownloadView) -> Tasks:
    """The tasks as the API lists them, newest first."""
    tasks = Tasks()
    tasks.load(reversed(views))
    return tasks


def event(kind: str, task: str, **data: Any) -> StreamEvent:
    return StreamEvent(kind, {"type": kind, "batch": "b", "download": f"id of {task}", "data": data})


def drawn(tasks: Tasks, *, width: int = 100, height: int = 20, language: Any = "en") -> list[str]:
    """The lines of the picture."""
    paper = Console(file=StringIO(), width=width, height=height, force_terminal=False)
    terminal = Terminal(Words(language), err=paper)
    paper.print(BatchTable(tasks, len(list(tasks)), terminal).render())
    text = paper.file
    assert isinstance(text, StringIO)
    return text.getvalue().splitlines()


def test_tasks_stand_in_the_order_of_their_submission() -> None:
    assert [task.name for task in tasks_of(view("a"), view("b"), view("c"))] == ["a", "b", "c"]


def test_events_move_a_task_from_start_to_end() -> None:
    tasks = tasks_of(view("a"))
    (task,) = tasks
    assert (task.state, task.worker, task.secs()) == ("queued", "", None)
    tasks.apply(event("started", "a", name="a", run=1, **RUN))
    tasks.apply(event("progress", "a", fraction=0.5))
    assert (task.state, task.worker, task.fraction) == ("running", "threads 1", 0.5)
    assert task.secs() is not None
    tasks.apply(event("finished", "a", name="a", wall_secs=1.5))
    assert (task.state, task.secs()) == ("finished", 1.5)


@pytest.mark.parametrize("kind", ["retrying", "handed-back", "requeued"])
def test_a_task_that_will_run_again_waits(kind: str) -> None:
    tasks = tasks_of(view("a"))
    tasks.apply(event("started", "a", **RUN))
    tasks.apply(event(kind, "a", name="a"))
    assert [(task.state, task.secs()) for task in tasks] == [("queued", None)]


def in_secs(secs: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=secs)).isoformat()


def test_a_task_that_is_tried_again_later_says_when() -> None:
    tasks = tasks_of(view("a"), view("b", "scheduled", retry_at=in_secs(-5)), view("c"))
    tasks.apply(event("started", "a", **RUN))
    tasks.apply(event("retrying", "a", name="a", retry_at=in_secs(7.5)))
    first, second, third, _ = drawn(tasks)
    assert "retrying in 8 s" in first
    assert "retrying soon" in second
    assert third.split() == ["c", "queued"]
    tasks.apply(event("started", "a", **RUN))
    assert "running" in drawn(tasks)[0]


def test_a_batch_that_already_runs_is_shown_with_who_runs_it_and_since_when() -> None:
    run = {**RUN, "wall_secs": None}
    (task,) = tasks_of(view("a", "running", fraction=0.25, runs=[run]))
    assert (task.state, task.worker, task.fraction) == ("running", "threads 1", 0.25)
    assert (task.secs() or 0) > 1_000_000


def test_what_is_said_of_another_download_changes_nothing() -> None:
    tasks = tasks_of(view("a"))
    tasks.apply(event("started", "of another batch", **RUN))
    assert [task.state for task in tasks] == ["queued"]


def test_workers_are_called_by_their_pool_and_the_number_that_the_server_gave_them() -> None:
    assert worker_name("threads", 2) == "threads 2"
    assert worker_name("processes", None) == "processes"
    assert worker_name(None, None) == ""


def test_each_task_has_a_row_with_its_name_state_worker_and_seconds() -> None:
    tasks = tasks_of(view("Python3.7"), view("C++"))
    tasks.apply(event("started", "C++", **RUN))
    tasks.apply(event("finished", "C++", wall_secs=2.25))
    first, second, summary = drawn(tasks)
    assert first.split() == ["Python3.7", "queued"]
    assert second.split()[:4] == ["C++", "finished", "threads", "1"]
    assert second.rstrip().endswith("2.2 s")
    assert summary.startswith("1 of 2 ended")


def test_a_terminal_with_few_lines_shows_what_runs_and_counts_the_rest() -> None:
    tasks = tasks_of(*(view(f"n{number}") for number in range(9)))
    tasks.apply(event("started", "n7", **RUN))
    lines = drawn(tasks, height=6)
    assert len(lines) == 5
    assert lines[0].startswith("n7 ")
    assert lines[-2] == "… and 6 more"


def test_a_narrow_terminal_shows_percentages_and_breaks_no_row() -> None:
    name = "a name that is much longer than the terminal is wide, and goes on"
    tasks = tasks_of(view(name))
    tasks.apply(event("started", name, **RUN))
    tasks.apply(event("progress", name, fraction=0.5))
    lines = drawn(tasks, width=50)
    assert len(lines) == 2
    assert "50%" in lines[0]


def test_escape_codes_and_markup_in_a_name_are_shown_as_text() -> None:
    (line, _) = drawn(tasks_of(view("[red]\x1b[2Jx")))
    assert "\x1b" not in line
    assert "[red]" in line


def test_rows_speak_chinese_too() -> None:
    assert "排队中" in drawn(tasks_of(view("a")), language="zh")[0]


def test_the_pool_of_a_worker_is_named_without_escape_codes() -> None:
    assert worker_name("\x1b[2J\n", 1) == "\ufffd[2J\ufffd 1"

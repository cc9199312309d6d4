"""Processes that die in the middle of an item, or while they wait for one."""

import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from concurrency import Model, WorkerDied, multiprocessing_pool
from tests.helpers import concurrency_tasks as tasks
from tests.helpers.concurrency_models import at, models
from tests.helpers.meeting import Meeting


@models("processes")
@pytest.mark.parametrize(("way", "exit_code"), [("kill", -9), ("exit", 3)])
def test_a_process_that_dies_is_an_error_with_item_and_exit_code_and_the_rest_ends(
    model: Model, way: str, exit_code: int, tmp_path: Path
) -> None:
    items = [(str(tmp_path), number, way if number == 1 else "live") for number in range(3)]
    with pytest.raises(WorkerDied) as raised:
        model.run(tasks.die, items, slots=3)
    assert (raised.value.index, raised.value.exit_code) == (1, exit_code)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ended-0", "ended-2"]
    assert multiprocessing.active_children() == []


@models("processes")
def test_a_dead_process_is_noticed_though_a_child_of_its_own_holds_the_pipe_open(
    model: Model, meeting: Meeting, start: Any
) -> None:
    outcome = start(model, tasks.die_leaving_a_grandchild, [str(meeting.folder)], slots=1)
    grandchild = meeting.gather(1)
    try:
        assert str(outcome.exception(timeout=20)) == str(WorkerDied(0, 3))
    finally:
        meeting.release(*grandchild)


@models("process_pool", "multiprocessing_pool")
@pytest.mark.parametrize("way", ["kill", "exit"])
def test_a_pool_whose_process_dies_is_an_error_and_never_a_hang(
    model: Model, way: str, tmp_path: Path
) -> None:
    items = [(str(tmp_path), number, way) for number in range(50)]
    with pytest.raises(WorkerDied, match="pool-broken") as raised:
        model.run(tasks.die, items, slots=2)
    assert (raised.value.index, raised.value.exit_code) == (0, None)


@models("multiprocessing_pool")
def test_a_pool_ends_though_a_process_was_killed_while_it_waited_for_an_item(
    model: Model, meeting: Meeting, start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds the lock of the queue of items, which the pool's own terminate() waits for."""
    monkeypatch.setattr(multiprocessing_pool, "END_SECS", 0.5)
    children = set(multiprocessing.active_children())
    outcome = start(model, tasks.note_pid_and_attend, at(meeting, 1), slots=2)
    meeting.gather(1)
    busy = int((meeting.folder / "pid-0").read_text())
    for child in set(multiprocessing.active_children()) - children:
        if child.pid not in (None, busy):
            os.kill(child.pid or 0, signal.SIGKILL)
    assert str(outcome.exception(timeout=20)) == str(WorkerDied(0, None))
    meeting.forget("0")
    assert multiprocessing.active_children() == []

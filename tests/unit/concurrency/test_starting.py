"""What the system refuses to start, and what a process costs in open files."""

import gc
import os
import resource
import threading
from pathlib import Path
from typing import Any

import pytest

from concurrency import MODELS, CannotStart, Model, ModelUnavailable
from tests.helpers import concurrency_tasks as tasks
from tests.helpers.concurrency_models import at, models
from tests.helpers.meeting import Meeting


@models("processes")
def test_more_processes_than_open_files_allow_are_refused_before_any_starts(
    model: Model, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, 4096))
    with pytest.raises(CannotStart, match=r"open-files count=10000 needed=3\d+ limit=1024"):
        model.run(tasks.touch, [str(tmp_path / "started")] * 10_000, slots=1)
    assert list(tmp_path.iterdir()) == []


@models("processes")
def test_processes_leave_no_open_file_behind(model: Model) -> None:
    model.run(tasks.square, [1], slots=1)  # the fork server and its files stay
    gc.collect()  # of earlier tests, whose files would be closed meanwhile
    before = len(os.listdir("/dev/fd"))  # noqa: PTH208 - as short as it gets
    model.run(tasks.square, range(10), slots=1)
    assert len(os.listdir("/dev/fd")) <= before  # noqa: PTH208


@models("processes")
def test_a_process_needs_no_more_open_files_than_are_reckoned(
    model: Model, meeting: Meeting, start: Any
) -> None:
    from concurrency.process_start import FILES_PER_CHILD

    model.run(tasks.square, [1], slots=1)
    before = len(os.listdir("/dev/fd"))  # noqa: PTH208
    outcome = start(model, tasks.attend_and_square, at(meeting, 5), slots=1)
    names = meeting.gather(5)
    assert len(os.listdir("/dev/fd")) - before <= 5 * FILES_PER_CHILD  # noqa: PTH208
    meeting.release(*names)
    outcome.result()


@pytest.mark.parametrize("name", ["threads", "thread_subclass"])
def test_a_thread_refused_by_the_system_is_an_error_after_those_started_have_ended(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited_for = threading.Event()
    ended: list[int] = []
    real_start, real_join = threading.Thread.start, threading.Thread.join

    def refuse_the_third(thread: threading.Thread) -> None:
        if thread.name == "item-2":
            raise RuntimeError("can't start new thread")
        real_start(thread)

    def let_go_and_join(thread: threading.Thread, timeout: float | None = None) -> None:
        waited_for.set()
        real_join(thread, timeout)

    def end_when_waited_for(item: int) -> None:
        waited_for.wait(20)
        ended.append(item)

    monkeypatch.setattr(threading.Thread, "start", refuse_the_third)
    monkeypatch.setattr(threading.Thread, "join", let_go_and_join)
    try:
        with pytest.raises(RuntimeError, match="can't start new thread"):
            MODELS[name].run(end_when_waited_for, range(4), slots=1)
        assert sorted(ended) == [0, 1]
    finally:
        waited_for.set()


@pytest.mark.skipif(MODELS["interpreter_pool"].unavailable() is None, reason="it has interpreter pools")
def test_before_python_3_14_the_interpreter_pool_says_which_python_it_needs() -> None:
    with pytest.raises(ModelUnavailable, match=r"needs-python model='interpreter_pool' needed='3\.14'"):
        MODELS["interpreter_pool"].run(tasks.square, [1], slots=1)

"""Every model: what an error raised by `on_done` leaves behind."""

import multiprocessing
import threading
from typing import Any

import pytest

from concurrency import Model
from tests.helpers import concurrency_tasks as tasks
from tests.helpers.concurrency_models import (
    ONE_AT_A_TIME,
    POOLS,
    TERMINATED_WHEN_INTERRUPTED,
    all_models,
    at,
    models,
)
from tests.helpers.meeting import Meeting


@all_models
def test_an_error_in_on_done_interrupts_the_run_and_leaves_no_process(model: Model) -> None:
    def refuse(index: int, result: int) -> None:
        raise LookupError(index)

    with pytest.raises(LookupError):
        model.run(tasks.square, [1, 2, 3], slots=2, on_done=refuse)
    assert multiprocessing.active_children() == []


@models(*TERMINATED_WHEN_INTERRUPTED)
def test_an_interrupted_run_terminates_its_processes(model: Model, meeting: Meeting, start: Any) -> None:
    def refuse(index: int, result: int) -> None:
        raise LookupError(index)

    outcome = start(model, tasks.attend_and_square, at(meeting, 2), slots=2, on_done=refuse)
    meeting.gather(2)
    meeting.release("0")
    assert isinstance(outcome.exception(timeout=20), LookupError)
    assert multiprocessing.active_children() == []
    meeting.forget("1")


@models(*(name for name in POOLS if name not in TERMINATED_WHEN_INTERRUPTED))
def test_an_interrupted_pool_drops_the_items_that_have_not_begun(
    model: Model, meeting: Meeting, start: Any
) -> None:
    many = 100
    refused = threading.Event()

    def refuse(index: int, result: int) -> None:
        refused.set()
        raise LookupError(index)

    outcome = start(model, tasks.attend_and_square, at(meeting, many), slots=1, on_done=refuse)
    begun = meeting.gather(1)
    meeting.release(*begun)
    assert refused.wait(20)
    while not outcome.done():  # one is running, and a process pool hands out a few in advance
        begun += meeting.let_in(0.1)
    assert isinstance(outcome.exception(), LookupError)
    assert len(begun) < many


@models(*ONE_AT_A_TIME)
def test_an_error_in_on_done_lets_no_further_item_begin(model: Model) -> None:
    begun: list[int] = []

    def refuse(index: int, result: None) -> None:
        raise LookupError(index)

    with pytest.raises(LookupError):
        model.run(begun.append, [1, 2, 3], slots=2, on_done=refuse)
    assert begun == [1]

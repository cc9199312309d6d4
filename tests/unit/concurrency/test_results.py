"""Every model: which results come back, in which order, and to whom."""

import threading
from queue import Queue
from typing import Any

import pytest

from concurrency import Model
from tests.helpers import concurrency_tasks as tasks
from tests.helpers.concurrency_models import (
    IN_OTHER_MEMORY,
    IN_SAME_MEMORY,
    all_models,
    at,
    concurrent_models,
    models,
)
from tests.helpers.meeting import Meeting


@all_models
def test_results_are_in_the_order_of_the_items(model: Model) -> None:
    assert model.run(tasks.square, [3, 1, 2, 1], slots=2) == [9, 1, 4, 1]


@all_models
def test_no_items_give_no_results(model: Model) -> None:
    assert model.run(tasks.square, [], slots=2) == []


@all_models
def test_items_may_come_from_a_generator(model: Model) -> None:
    assert model.run(tasks.square, (number for number in (1, 2)), slots=2) == [1, 4]


@concurrent_models
def test_results_are_in_the_order_of_the_items_when_the_last_item_ends_first(
    model: Model, meeting: Meeting, start: Any
) -> None:
    told: Queue[tuple[int, int]] = Queue()
    outcome = start(
        model,
        tasks.attend_and_square,
        at(meeting, 3),
        slots=3,
        on_done=lambda index, result: told.put((index, result)),
    )
    meeting.gather(3)
    for number in (2, 0, 1):
        meeting.release(str(number))
        assert told.get(timeout=20) == (number, number * number)
    assert outcome.result() == [0, 1, 4]


@all_models
def test_on_done_is_called_in_the_thread_of_the_caller(model: Model) -> None:
    callers: dict[int, int] = {}

    def note(index: int, result: int) -> None:
        callers[index] = threading.get_ident()

    model.run(tasks.square, [1, 2, 3], slots=2, on_done=note)
    assert callers == dict.fromkeys(range(3), threading.get_ident())


@all_models
def test_on_done_hears_of_results_and_not_of_errors(model: Model) -> None:
    told: list[int] = []
    with pytest.raises(ZeroDivisionError):
        model.run((1).__truediv__, [1, 0, 2], slots=2, on_done=lambda index, _: told.append(index))
    assert sorted(told) == [0, 2]


@models("multiprocessing_pool")
def test_many_items_are_sent_in_chunks_and_come_back_in_order(model: Model) -> None:
    assert model.run(tasks.square, range(200), slots=2) == [number * number for number in range(200)]


@models(*IN_SAME_MEMORY)
def test_a_result_in_the_same_memory_may_be_anything(model: Model) -> None:
    assert model.run(tasks.lock_if, [0, 1], slots=2)[1].acquire()


@models(*IN_OTHER_MEMORY)
def test_a_result_larger_than_a_pipe_comes_back_whole(model: Model) -> None:
    size = 3 * 1024 * 1024
    assert [len(each) for each in model.run(tasks.many_bytes, [size, size], slots=2)] == [size, size]

"""Every model: how many items run at once, and in which process, thread and interpreter."""

import os
import threading
from typing import Any

import pytest

from concurrency import Model
from tests.helpers import concurrency_tasks as tasks
from tests.helpers.concurrency_models import ONE_AT_A_TIME, ONE_PER_ITEM, POOLS, at, concurrent_models, models
from tests.helpers.meeting import Meeting


@models(*ONE_AT_A_TIME)
def test_one_item_runs_at_a_time_in_order(model: Model, meeting: Meeting, start: Any) -> None:
    outcome = start(model, tasks.attend_and_square, at(meeting, 3), slots=3)
    for number in range(3):
        assert meeting.gather(1) == [str(number)]
        assert meeting.nobody_comes_within(0.05)
        meeting.release(str(number))
    assert outcome.result() == [0, 1, 4]


@models(*ONE_PER_ITEM)
def test_all_items_run_at_once_however_few_the_slots(model: Model, meeting: Meeting, start: Any) -> None:
    assert not model.bounded
    outcome = start(model, tasks.attend_and_square, at(meeting, 4), slots=1)
    meeting.release(*meeting.gather(4))
    assert outcome.result() == [0, 1, 4, 9]


@models(*POOLS)
def test_a_pool_runs_as_many_items_at_once_as_it_has_slots_and_no_more(
    model: Model, meeting: Meeting, start: Any
) -> None:
    assert model.bounded
    outcome = start(model, tasks.attend_and_square, at(meeting, 6), slots=2)
    for _ in range(3):
        two = meeting.gather(2)
        assert meeting.nobody_comes_within(0.2)
        meeting.release(*two)
    assert outcome.result() == [0, 1, 4, 9, 16, 25]


@models(*POOLS)
def test_a_pool_without_slots_is_refused(model: Model) -> None:
    with pytest.raises(ValueError, match=r"greater than 0|at least 1"):
        model.run(tasks.square, [1], slots=0)


WHO = {
    # name: own process?, processes, threads, interpreters for 3 items in 3 slots
    "threads": (True, 1, 3, 1),
    "thread_subclass": (True, 1, 3, 1),
    "thread_pool": (True, 1, 3, 1),
    "processes": (False, 3, 3, 1),
    "process_pool": (False, 3, 3, 1),
    "multiprocessing_thread_pool": (True, 1, 3, 1),
    "multiprocessing_pool": (False, 3, 3, 1),
    "asyncio_to_thread": (True, 1, 3, 1),
    "interpreter_pool": (True, 1, 3, 3),
}


@concurrent_models
def test_items_are_run_by_what_the_model_promises(model: Model, meeting: Meeting, start: Any) -> None:
    in_own_process, processes, threads, interpreters = WHO[model.name]
    outcome = start(model, tasks.whereabouts, at(meeting, 3), slots=3)
    meeting.release(*meeting.gather(3))
    found_processes, found_threads, found_interpreters = map(set, zip(*outcome.result(), strict=True))
    assert (os.getpid() in found_processes) == in_own_process
    assert (len(found_processes), len(found_threads), len(found_interpreters)) == (
        processes,
        threads,
        interpreters,
    )
    assert (tasks.interpreter_id() in found_interpreters) == (model.name != "interpreter_pool")
    assert threading.get_native_id() not in found_threads


@models(*ONE_AT_A_TIME)
def test_a_model_without_concurrency_runs_in_the_thread_of_the_caller(model: Model) -> None:
    assert model.run(lambda _: threading.get_native_id(), [1], slots=1) == [threading.get_native_id()]

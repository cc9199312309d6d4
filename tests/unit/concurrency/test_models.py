"""One body of tests over every model."""

import gc
import multiprocessing
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from types import ModuleType
from typing import Any

import pytest

from concurrency import (
    MODELS,
    CannotStart,
    Model,
    ModelUnavailable,
    NotSendable,
    WorkerDied,
    multiprocessing_pool,
)
from tests.helpers import concurrency_tasks as tasks
from tests.helpers.meeting import Meeting


def models(*names: str) -> pytest.MarkDecorator:
    params = [
        pytest.param(
            MODELS[name],
            id=name,
            marks=pytest.mark.skipif(
                MODELS[name].unavailable() is not None, reason=str(MODELS[name].unavailable())
            ),
        )
        for name in names
    ]
    return pytest.mark.parametrize("model", params)


POOLS = [name for name, model in MODELS.items() if model.bounded]
ONE_AT_A_TIME = ["sequential", "asyncio_gather"]
ONE_PER_ITEM = ["threads", "thread_subclass", "processes"]
CONCURRENT = [*ONE_PER_ITEM, *POOLS]
IN_OTHER_MEMORY = [name for name, model in MODELS.items() if model.family in ("processes", "interpreters")]
IN_SAME_MEMORY = [name for name in MODELS if name not in IN_OTHER_MEMORY]
TERMINATED_WHEN_INTERRUPTED = ["processes", "multiprocessing_pool"]

all_models = models(*MODELS)
concurrent_models = models(*CONCURRENT)


@pytest.fixture
def meeting(tmp_path: Path) -> Meeting:
    return Meeting(tmp_path)


@pytest.fixture
def start(meeting: Meeting) -> Iterator[Callable[..., "Future[Any]"]]:
    """Calls a model in a thread of its own, while the test looks on."""
    with ThreadPoolExecutor(1, thread_name_prefix="caller") as caller:

        def start(model: Model, function: Any, items: Any, **options: Any) -> "Future[Any]":
            run: Callable[..., Any] = model.run
            return caller.submit(run, function, items, **options)

        yield start
        meeting.close()


def at(meeting: Meeting, count: int) -> list[tuple[str, int]]:
    return [(str(meeting.folder), number) for number in range(count)]


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


@all_models
def test_the_error_of_the_first_failed_item_is_raised_after_the_others_have_ended(
    model: Model, meeting: Meeting, start: Any
) -> None:
    items = [(str(meeting.folder), number, number in (1, 2)) for number in range(4)]
    outcome = start(model, tasks.fail_or_attend, items, slots=4)
    for _ in range(2):
        (name,) = meeting.gather(1)
        assert not outcome.done()
        meeting.release(name)
    with pytest.raises(tasks.ItemFailed) as raised:
        outcome.result()
    assert raised.value.args == (1,)
    assert sorted(path.name for path in meeting.folder.glob("ended-*")) == ["ended-0", "ended-3"]


@all_models
def test_on_done_hears_of_results_and_not_of_errors(model: Model) -> None:
    told: list[int] = []
    with pytest.raises(ZeroDivisionError):
        model.run((1).__truediv__, [1, 0, 2], slots=2, on_done=lambda index, _: told.append(index))
    assert sorted(told) == [0, 2]


@all_models
def test_system_exit_of_an_item_is_that_item_s_error(model: Model) -> None:
    with pytest.raises(SystemExit) as raised:
        model.run(tasks.exit_with, [4], slots=1)
    assert raised.value.code == 4


@models(*IN_OTHER_MEMORY)
def test_an_error_from_another_memory_brings_its_traceback_as_a_note(model: Model) -> None:
    with pytest.raises(SystemExit) as raised:
        model.run(tasks.exit_with, [4], slots=1)
    assert "in exit_with" in "".join(raised.value.__notes__)


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


@models("multiprocessing_pool")
def test_many_items_are_sent_in_chunks_and_come_back_in_order(model: Model) -> None:
    assert model.run(tasks.square, range(200), slots=2) == [number * number for number in range(200)]


@models(*IN_OTHER_MEMORY)
def test_a_result_that_cannot_be_pickled_is_an_error_that_names_the_item(model: Model) -> None:
    with pytest.raises(NotSendable, match=r"result index=1 what='_thread\.lock'"):
        model.run(tasks.lock_if, [0, 1, 2], slots=2)


@models(*IN_SAME_MEMORY)
def test_a_result_in_the_same_memory_may_be_anything(model: Model) -> None:
    assert model.run(tasks.lock_if, [0, 1], slots=2)[1].acquire()


@models(*IN_OTHER_MEMORY)
def test_an_error_that_cannot_be_pickled_is_an_error_that_names_the_item(model: Model) -> None:
    with pytest.raises(NotSendable, match=r"error index=0 what=.ItemFailed\(.*lock.*\)"):
        model.run(tasks.raise_with_lock, [0], slots=1)


@models(*IN_OTHER_MEMORY)
def test_an_error_that_cannot_be_unpickled_is_an_error_that_names_the_item(model: Model) -> None:
    with pytest.raises(NotSendable, match=r"result-unreadable index=0 error=.TypeError"):
        model.run(tasks.raise_unloadable, [0], slots=1)


@models(*IN_OTHER_MEMORY)
def test_nothing_is_started_when_one_item_cannot_be_sent(model: Model, tmp_path: Path) -> None:
    items: list[Any] = [str(tmp_path / "started"), threading.Lock()]
    with pytest.raises(NotSendable, match="call index=1 "):
        model.run(tasks.touch, items, slots=2)
    assert list(tmp_path.iterdir()) == []


@models(*IN_OTHER_MEMORY)
def test_a_lambda_is_refused(model: Model) -> None:
    with pytest.raises(NotSendable, match=r"call index=0 function=.*lambda"):
        model.run(lambda number: number, [1], slots=1)


@models(*IN_OTHER_MEMORY)
def test_a_function_whose_module_the_worker_cannot_import_is_an_error(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("only_here")
    exec("def lost(item): return item", module.__dict__)  # noqa: S102 - a module that has no file
    monkeypatch.setitem(sys.modules, "only_here", module)
    with pytest.raises(NotSendable, match=r"No module named .*only_here"):
        model.run(module.lost, [1, 2], slots=2)


@models(*IN_OTHER_MEMORY)
def test_a_result_larger_than_a_pipe_comes_back_whole(model: Model) -> None:
    size = 3 * 1024 * 1024
    assert [len(each) for each in model.run(tasks.many_bytes, [size, size], slots=2)] == [size, size]


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


@models("interpreter_pool")
def test_a_function_of_main_is_refused_by_the_interpreter_pool(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.touch, "__module__", "__main__")
    with pytest.raises(NotSendable, match="function-of-main"):
        model.run(tasks.touch, ["x"], slots=1)

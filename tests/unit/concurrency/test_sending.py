"""What cannot be sent to another process or interpreter, or back."""

import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from concurrency import Model, NotSendable
from tests.helpers import concurrency_tasks as tasks
from tests.helpers.concurrency_models import IN_OTHER_MEMORY, models


@models(*IN_OTHER_MEMORY)
def test_a_result_that_cannot_be_pickled_is_an_error_that_names_the_item(model: Model) -> None:
    with pytest.raises(NotSendable, match=r"result index=1 what='_thread\.lock'"):
        model.run(tasks.lock_if, [0, 1, 2], slots=2)


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


@models("interpreter_pool")
def test_a_function_of_main_is_refused_by_the_interpreter_pool(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.touch, "__module__", "__main__")
    with pytest.raises(NotSendable, match="function-of-main"):
        model.run(tasks.touch, ["x"], slots=1)

import pickle
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

import concurrency
from concurrency import (
    MODELS,
    CannotStart,
    ConcurrencyError,
    Family,
    ModelUnavailable,
    NotSendable,
    WorkerDied,
)

NAMES = [
    "sequential",
    "threads",
    "thread_subclass",
    "thread_pool",
    "multiprocessing_thread_pool",
    "processes",
    "process_pool",
    "multiprocessing_pool",
    "interpreter_pool",
    "asyncio_gather",
    "asyncio_to_thread",
]


def test_the_models_stand_in_the_order_in_which_a_learner_meets_them() -> None:
    assert list(MODELS) == NAMES


def test_the_models_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        MODELS["threads"] = MODELS["sequential"]  # type: ignore[index]


@pytest.mark.parametrize("name", NAMES)
def test_a_model_points_to_the_one_short_file_that_is_its_example(name: str) -> None:
    lines = MODELS[name].source.read_text().splitlines()
    assert MODELS[name].source.name == f"{name}.py"
    assert "def run(" in lines
    assert len(lines) <= 120


def test_only_pools_are_bounded_by_slots() -> None:
    assert [name for name in NAMES if MODELS[name].bounded] == [
        "thread_pool",
        "multiprocessing_thread_pool",
        "process_pool",
        "multiprocessing_pool",
        "interpreter_pool",
        "asyncio_to_thread",
    ]


@pytest.mark.parametrize(("slots", "count", "limited"), [(2, 5, 2), (8, 5, 5), (2, 0, 0)])
def test_a_model_says_how_many_items_run_at_a_time(slots: int, count: int, limited: int) -> None:
    for name, model in MODELS.items():
        one = name in ("sequential", "asyncio_gather")
        expected = min(1, count) if one else limited if model.bounded else count
        assert model.at_a_time(slots, count) == expected, name


def test_each_family_has_a_model() -> None:
    assert {model.family for model in MODELS.values()} == set(get_args(Family)) - {"distributed"}


def test_only_the_interpreter_pool_is_unavailable_and_only_before_python_3_14() -> None:
    unavailable = [name for name in NAMES if MODELS[name].unavailable() is not None]
    assert unavailable == ([] if sys.version_info >= (3, 14) else ["interpreter_pool"])


ERRORS = [
    ModelUnavailable("needs-python", model="interpreter_pool", needed="3.14", version="3.11"),
    CannotStart("open-files", count=2, needed=3, limit=1),
    NotSendable("call", index=0, function="f", error="e"),
    WorkerDied(3, 1),
    WorkerDied(3, -9),
    WorkerDied(3, None),
]


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_errors_survive_pickling(error: ConcurrencyError) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(copy), str(copy), copy.args, vars(copy)) == (
        type(error),
        str(error),
        error.args,
        vars(error),
    )


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_an_error_has_the_values_of_its_reason(error: ConcurrencyError) -> None:
    declared = set(error.reasons[error.reason])
    assert declared <= set(error.values)


@pytest.mark.parametrize(
    ("exit_code", "facts"),
    [
        (3, ("exited", {"index": 7, "exit_code": 3})),
        (-9, ("killed", {"index": 7, "signal": "SIGKILL"})),
        (-250, ("killed", {"index": 7, "signal": "250"})),
    ],
)
def test_a_dead_worker_names_the_item_and_how_it_ended(exit_code: int, facts: tuple[str, object]) -> None:
    error = WorkerDied(7, exit_code)
    assert (error.reason, error.values) == facts


def test_importing_the_models_starts_no_process_and_no_thread() -> None:
    program = (
        "import concurrency, threading, multiprocessing; "
        "print(threading.active_count(), multiprocessing.active_children())"
    )
    shared = str(Path(concurrency.__file__).parents[1])
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=shared, capture_output=True, text=True, check=True
    )
    assert ended.stdout == "1 []\n"

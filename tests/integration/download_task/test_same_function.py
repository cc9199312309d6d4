"""Every model runs the one function, `download_task`; only who runs it differs."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from concurrency import MODELS
from download_task import Download, Outcome, download_task
from download_task.task import _this_function
from tests.helpers.performing import Performer

Url = Callable[..., str]
TASK = "download_task.task.download_task"
COUNT, SLOTS = 4, 2
# hosts, processes, interpreters, threads that COUNT downloads in SLOTS slots are run by
PROMISED = {
    "sequential": (1, 1, 1, 1),
    "threads": (1, 1, 1, COUNT),
    "thread_subclass": (1, 1, 1, COUNT),
    "thread_pool": (1, 1, 1, SLOTS),
    "multiprocessing_thread_pool": (1, 1, 1, SLOTS),
    "processes": (1, COUNT, COUNT, COUNT),
    "process_pool": (1, SLOTS, SLOTS, SLOTS),
    "multiprocessing_pool": (1, SLOTS, SLOTS, SLOTS),
    "interpreter_pool": (1, 1, SLOTS, SLOTS),
    "asyncio_gather": (1, 1, 1, 1),
    "asyncio_to_thread": (1, 1, 1, SLOTS),
}
IN_THIS_PROCESS = {name for name, model in MODELS.items() if model.family != "processes"}


Leg = tuple[str, list[Outcome]]


@pytest.fixture(params=PROMISED)
def leg(request: pytest.FixtureRequest, performer: Performer, at_origin: Url) -> Leg:
    """Real downloads under a model, each slow enough that they run side by side."""
    model = MODELS[request.param]
    if model.unavailable():
        pytest.skip(str(model.unavailable()))
    downloads = [
        Download("f.bin", url=at_origin(f"{number}.bin", bytes=4_000, delay_secs=0.3))
        for number in range(COUNT)
    ]
    return model.name, model.run(partial(download_task, rules=performer.rules), downloads, slots=SLOTS)


def test_every_model_is_looked_at() -> None:
    assert PROMISED.keys() == MODELS.keys()


def test_a_model_runs_download_task_itself_by_the_runners_it_promises(leg: Leg) -> None:
    model, outcomes = leg
    assert [outcome.state for outcome in outcomes] == ["finished"] * COUNT
    assert {outcome.runner.task for outcome in outcomes} == {TASK}
    assert _count_runners(outcomes) == PROMISED[model]
    runs_here = {outcome.runner.pid for outcome in outcomes} == {os.getpid()}
    assert runs_here is (model in IN_THIS_PROCESS)
    for outcome in outcomes:
        assert outcome.path is not None
        assert Path(outcome.path).stat().st_size == 4_000


def _count_runners(outcomes: list[Outcome]) -> tuple[int, int, int, int]:
    runners = [outcome.runner for outcome in outcomes]
    hosts = {r.host for r in runners}
    processes = {(r.host, r.pid) for r in runners}
    interpreters = {(r.host, r.pid, r.interpreter_id) for r in runners}
    threads = {(r.host, r.pid, r.thread_id) for r in runners}
    return len(hosts), len(processes), len(interpreters), len(threads)


def test_the_name_of_the_function_comes_from_the_code_that_runs() -> None:
    namespace: dict[str, Any] = {"__name__": "elsewhere", "ask": _this_function}
    exec("def pretender():\n    return ask()", namespace)  # noqa: S102 (code of another module)
    assert namespace["pretender"]() == "elsewhere.pretender"

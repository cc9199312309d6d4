"""An outcome travels as JSON and comes back the same."""

import json
import os
import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from download_task import Failure, Outcome, Runner
from download_task.outcome import current_runner

texts = st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.floats(allow_nan=False, allow_infinity=False)
counts = st.integers(0, 2**63)
outcomes = st.builds(
    Outcome,
    download_id=texts,
    name=texts,
    state=st.sampled_from(["finished", "failed", "cancelled"]),
    size_bytes=counts,
    sha256=st.none() | texts,
    path=st.none() | texts,
    started_at=numbers,
    wall_secs=numbers,
    cpu_secs=numbers,
    runner=st.builds(Runner, texts, counts, counts, counts, texts),
    work_result=st.none() | texts,
    failure=st.none() | st.builds(Failure, texts, texts, st.booleans()),
    core_wait_secs=st.none() | numbers,
    work_secs=numbers,
    work_cpu_secs=numbers,
    work_core_wait_secs=st.none() | numbers,
)


@given(outcomes)
def test_an_outcome_comes_back_from_json_as_it_was(outcome: Outcome) -> None:
    assert Outcome.from_dict(json.loads(json.dumps(outcome.to_dict()))) == outcome


def test_it_ends_when_its_time_is_over() -> None:
    runner = Runner("h", 1, 2, 0)
    assert Outcome("1", "a", "finished", 0, None, None, 100.0, 2.5, 0.1, runner).ended_at == 102.5


@pytest.mark.parametrize("data", [{}, {"runner": {}}, {"runner": None}, {"runner": {"host": "h"}, "x": 1}])
def test_something_else_is_no_outcome(data: dict[str, object]) -> None:
    with pytest.raises((TypeError, KeyError)):
        Outcome.from_dict(data)


def test_the_runner_is_this_very_thread() -> None:
    runner = current_runner("me")
    here = (socket.gethostname(), os.getpid(), threading.get_native_id(), 0, "me")
    assert (runner.host, runner.pid, runner.thread_id, runner.interpreter_id, runner.task) == here

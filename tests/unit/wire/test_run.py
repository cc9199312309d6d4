"""A run is stored without what is not known, and records of earlier versions are read."""

import json
from typing import Any

import pytest

from tests.helpers.outcomes import outcome
from wire import Run

STARTED = Run(1, "e", "w", "threads", 100.0)
WORKED: dict[str, Any] = {
    "core_wait_secs": 0.5,
    "work_secs": 2.0,
    "work_cpu_secs": 1.0,
    "work_core_wait_secs": 0.25,
}
OLD_RECORD = (
    '{"execution":"e","worker":"w","pool":"threads","started_at":100.0,"ended":"finished","cpu_secs":0.1}'
)


def test_a_run_keeps_what_its_task_used() -> None:
    run = STARTED.ended_with(outcome(**WORKED))
    assert {name: run.facts()[name] for name in WORKED} == WORKED
    assert Run.from_json(1, run.to_json()) == run


def test_a_run_that_only_waited_stores_nothing_of_work() -> None:
    stored = json.loads(STARTED.ended_with(outcome(core_wait_secs=0.001)).to_json())
    assert [name for name in WORKED if name in stored] == ["core_wait_secs"]


def test_a_record_of_an_earlier_version_is_read() -> None:
    run = Run.from_json(1, OLD_RECORD)
    assert run is not None
    assert (run.ended, run.cpu_secs) == ("finished", 0.1)
    assert {name: run.facts()[name] for name in WORKED} == dict.fromkeys(WORKED)


@pytest.mark.parametrize("name", WORKED)
def test_a_figure_that_is_no_number_makes_no_run(name: str) -> None:
    assert Run.from_json(1, json.dumps({**json.loads(OLD_RECORD), name: "much"})) is None

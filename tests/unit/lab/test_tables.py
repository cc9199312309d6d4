"""JSON and CSV of an experiment: complete, and harmless to a spreadsheet."""

import csv
import io
import json

import pytest

from lab.experiment import Experiment
from lab.exports.csv import to_csv
from lab.exports.json import to_json
from tests.helpers.experiments import experiment, leg, leg_run, task


def rows(of: Experiment) -> list[dict[str, str]]:
    """The table as a program reads it."""
    return list(csv.DictReader(io.StringIO(to_csv(of), newline="")))


def test_the_json_is_the_experiment() -> None:
    """Nothing is left out."""
    of = experiment(leg(leg_run(task(name="下载"))))
    assert Experiment.from_dict(json.loads(to_json(of))) == of


def test_each_run_of_a_task_is_a_row() -> None:
    """Of every repeat and leg."""
    first = leg(leg_run(task(0), task(1)), leg_run(task(0), task(1), repeat=1))
    found = rows(
        experiment(first, leg(leg_run(task(0, core_wait_secs=None)), model="threads", python_id="3.13t"))
    )
    assert [(row["leg"], row["repeat"], row["index"]) for row in found] == [
        ("thread_pool", "0", "0"),
        ("thread_pool", "0", "1"),
        ("thread_pool", "1", "0"),
        ("thread_pool", "1", "1"),
        ("threads@3.13t", "0", "0"),
    ]
    assert (found[0]["ended_secs"], found[0]["gil_after"], found[0]["makespan_secs"]) == (
        "1.0",
        "True",
        "1.0",
    )
    assert (found[4]["python"], found[4]["core_wait_secs"]) == ("3.13t", "")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\uff1d1", "a,b", 'a"b', "a\r\nb"])
def test_no_name_becomes_a_formula(name: str) -> None:
    """Names come from outside, and a spreadsheet runs what begins with =."""
    (row,) = rows(experiment(leg(leg_run(task(name=name)))))
    assert row["name"] == (name if name[0] == "a" else f"'{name}")

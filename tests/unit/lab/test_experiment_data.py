"""What an experiment is asked and what it measured survive JSON, and a plan refuses what cannot be run."""

import json
from typing import Any

import pytest

from download_task import Work
from lab.experiment import (
    Experiment,
    Fact,
    Interval,
    InvalidPlan,
    Leg,
    LegPlan,
    LegRun,
    Machine,
    OwnTasks,
    Plan,
    PythonInfo,
    Sample,
    Summary,
    TaskRun,
)

LEGS = (LegPlan("sequential"), LegPlan("threads", python="3.13t"), LegPlan("distributed", pool="any"))


def test_an_experiment_comes_back_from_json_as_it_was() -> None:
    """Redis, the API and the reports all pass it as JSON."""
    experiment = _experiment()
    assert Experiment.from_dict(json.loads(json.dumps(experiment.to_dict()))) == experiment


def test_a_plan_with_tasks_of_the_readers_own_comes_back_from_json_as_it_was() -> None:
    """The terminal hands such a plan to the process of each leg."""
    items = ({"name": "C++"}, {"url": "http://a/b"})
    plan = Plan("own", LEGS[:1], tasks=2, own=OwnTasks(items, 0.5, Work("python", 3)))
    assert Plan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan


def test_a_leg_is_named_by_model_pool_and_python() -> None:
    """The key names a leg in predictions, links and reports."""
    assert [leg.key for leg in LEGS] == ["sequential", "threads@3.13t", "distributed:any"]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("workload", {"workload": "sleeping"}),
        ("workload", {"workload": "own"}),
        ("workload", {"workload": "waiting", "own": OwnTasks(())}),
        ("tasks", {"tasks": 0}),
        ("tasks", {"tasks": 1_001}),
        ("slots", {"slots": 65}),
        ("repeats", {"repeats": 0}),
        ("scale", {"scale": float("nan")}),
        ("legs", {"legs": ()}),
        ("legs", {"legs": (LegPlan("threads"), LegPlan("threads"))}),
        ("prediction", {"prediction": ("threads",)}),
    ],
)
def test_a_plan_that_cannot_be_run_is_refused_by_its_field(field: str, values: dict[str, Any]) -> None:
    """The API and the terminal name the field to the user."""
    with pytest.raises(InvalidPlan) as refused:
        Plan(**{"workload": "waiting", "legs": LEGS, **values})
    assert refused.value.field == field


def _experiment() -> Experiment:
    task = TaskRun(
        index=0,
        name="C++",
        ended="finished",
        host="here",
        pid=1,
        thread_id=2,
        interpreter_id=0,
        started_secs=0.01,
        ended_secs=0.4,
        samples=(Sample(0.01, "work", 0.0, None), Sample(0.4, "work", 0.1, 0.05)),
    )
    run = LegRun(repeat=0, order=1, started_at=1.0, makespan_secs=0.41, startup_secs=0.01, tasks=(task,))
    summary = Summary(
        median_secs=0.41,
        interval_secs=Interval(0.4, 0.42),
        speed_up=1.0,
        speed_up_interval=Interval(0.9, 1.1),
        ideal_secs=0.39,
        ratio_to_ideal=1.05,
        startup_secs=0.01,
        cpu_secs=0.1,
        peak_pss_bytes=None,
        computing_secs=0.1,
        gil_wait_secs=0.24,
        core_wait_secs=0.05,
        waiting_secs=0.0,
        cores_used=0.24,
        failed=0,
        hosts=1,
        processes=1,
        interpreters=1,
        threads=1,
    )
    leg = Leg(
        plan=LEGS[1],
        slots=1,
        python=PythonInfo("3.13t", "3.13.15", "/python3.13t", True, False),
        runs=(run,),
        summary=summary,
        reasons=(Fact("gil-wait", {"secs": 0.24}),),
    )
    return Experiment(
        id="e1",
        plan=Plan("computing", LEGS, prediction=("threads@3.13t", "distributed:any", "sequential")),
        state="finished",
        created_at=1.0,
        legs=(leg, Leg(plan=LEGS[2], slots=8, unavailable=Fact("no-workers"))),
        machine=Machine("here", 2.0),
        conclusion=(Fact("no-difference"),),
    )

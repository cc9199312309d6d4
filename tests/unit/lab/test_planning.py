"""Which legs a request means, and how long they take by estimate."""

import pytest

from concurrency import MODELS
from lab.experiment import InvalidPlan, LegPlan, Plan
from lab.planning import estimate_secs, leg_secs, plan_legs, require_startable


def keys(*legs: LegPlan) -> list[str]:
    return [leg.key for leg in legs]


def test_each_model_runs_under_each_python_and_the_baseline_of_each_is_added() -> None:
    assert keys(*plan_legs(["threads"], ["", "3.13t"])) == [
        "sequential",
        "threads",
        "sequential@3.13t",
        "threads@3.13t",
    ]
    assert keys(*plan_legs(["threads", "sequential"])) == ["threads", "sequential"]


def test_a_distributed_leg_is_compared_with_the_labs_own_baseline() -> None:
    assert keys(*plan_legs([], distributed=["any"])) == ["sequential", "distributed:any"]
    assert keys(*plan_legs(["threads"], ["3.13t"], ["any"])) == [
        "sequential@3.13t",
        "threads@3.13t",
        "sequential",
        "distributed:any",
    ]


def waiting_secs(model: str, **fields: int) -> float:
    leg = LegPlan(model)
    plan = Plan("waiting", (leg,), **{"tasks": 64, "slots": 8, **fields})  # type: ignore[arg-type]
    return leg_secs(plan, leg)


@pytest.mark.parametrize("model", [model.name for model in MODELS.values() if model.limit == "slots"])
def test_a_pool_is_estimated_to_wait_slots_times_less_than_one_after_another(model: str) -> None:
    one_after_another, pool = waiting_secs("sequential"), waiting_secs(model)
    start_secs = 2 * pool - waiting_secs(model, tasks=128)
    assert (one_after_another - start_secs) / (pool - start_secs) == pytest.approx(8)


def test_an_experiment_takes_as_long_as_its_legs_as_often_as_they_run() -> None:
    legs = plan_legs(["threads"])
    plan = Plan("computing", legs, repeats=5)
    assert estimate_secs(plan) == pytest.approx(5 * sum(leg_secs(plan, leg) for leg in legs))


@pytest.mark.parametrize("model", [model.name for model in MODELS.values() if model.limit == "none"])
def test_a_model_that_starts_all_tasks_at_a_time_has_a_cap_that_the_refusal_names(model: str) -> None:
    most = MODELS[model].max_items
    assert most is not None
    legs = plan_legs([model], distributed=["any"])
    require_startable(Plan("waiting", legs, tasks=most))
    with pytest.raises(InvalidPlan) as refused:
        require_startable(Plan("waiting", legs, tasks=most + 1))
    assert (refused.value.field, refused.value.reason) == ("tasks", "too-many-at-a-time")
    assert refused.value.values == {"model": model, "max": most, "got": most + 1}


def test_a_pool_may_have_any_number_of_tasks() -> None:
    for model in MODELS.values():
        if model.limit != "none":
            require_startable(Plan("waiting", plan_legs([model.name]), tasks=1_000))

"""Which plan a request means, and whether the lab would run it."""

from typing import Any

from front.problems import Problem
from front.reader import reader_words
from front.schemas import ExperimentRequest
from front.validation import invalid_inputs
from lab.experiment import InvalidPlan, LegPlan, Plan
from lab.planning import estimate_secs, plan_legs, require_startable, with_baselines

from .lab import MAX_ESTIMATED_SECS, MAX_TASK_RUNS, LabFacts

FIELDS = {"legs": "models"}  # of a plan that are not fields of the request


def plan_of(request: ExperimentRequest, facts: LabFacts) -> Plan:
    """The plan that the request means.

    Raises:
        Problem: it names a Python that is not here, or is too large; the problem names the field.
    """
    for python in [*request.pythons, *(leg.python for leg in request.legs)]:
        if python not in facts.python_ids:
            raise _refusal("pythons", "not-one-of", allowed=_listed(facts.python_ids))
    values = request.model_dump(exclude={"models", "pythons", "distributed", "prediction", "legs"})
    legs = _legs_of(request, facts)
    try:
        plan = Plan(**values, legs=legs, prediction=tuple(request.prediction))
        require_startable(plan)
    except InvalidPlan as error:
        raise _refusal(FIELDS.get(error.field, error.field), error.reason, **error.values) from error
    _require_bounded(plan, facts)
    return plan


def estimated_secs(plan: Plan, facts: LabFacts) -> float:
    """About how long the plan takes on the lab's machine; on one core while that is unknown."""
    return estimate_secs(plan, cores=facts.machine.cores if facts.machine else 1.0)


def _legs_of(request: ExperimentRequest, facts: LabFacts) -> tuple[LegPlan, ...]:
    if request.legs:
        named = [LegPlan(leg.model, facts.known_as(leg.python), leg.pool) for leg in request.legs]
        return with_baselines(named)
    pythons = [facts.known_as(python) for python in request.pythons]
    return plan_legs(request.models, pythons, request.distributed)


def _require_bounded(plan: Plan, facts: LabFacts) -> None:
    runs = plan.tasks * plan.repeats * len(plan.legs)
    if runs > MAX_TASK_RUNS:
        raise _refusal("tasks", "too-many-task-runs", max=MAX_TASK_RUNS, got=runs, legs=len(plan.legs))
    minutes = estimated_secs(plan, facts) / 60
    if minutes > MAX_ESTIMATED_SECS / 60:
        raise _refusal(_largest_field(plan), "takes-too-long", minutes=minutes, max=MAX_ESTIMATED_SECS / 60)


def _largest_field(plan: Plan) -> str:
    """The field that is furthest above its default: the one to make smaller first."""
    sizes = {"tasks": plan.tasks / 16, "repeats": plan.repeats / 3, "scale": plan.scale}
    return max(sizes, key=sizes.__getitem__)


def _refusal(field: str, reason: str, **values: Any) -> Problem:
    message = reader_words().say(f"validation.{reason}", **values)
    return invalid_inputs([{"item": None, "field": field, "message": message}])


def _listed(ids: list[str]) -> str:
    return ", ".join(f"“{each}”" for each in ids)

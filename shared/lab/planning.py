"""Which legs a request for a comparison means, and about how long a plan takes."""

from collections.abc import Iterable, Sequence

from concurrency import MODELS

from .experiment import BASELINE, DISTRIBUTED, InvalidPlan, LegPlan, Plan, WorkloadName

START_SECS = 2.0  # of the fresh process of one run, its warm-up included
PROCESS_SECS = 0.05  # to start one more process for an item
TASK_SECS: dict[WorkloadName, tuple[float, float]] = {  # of one task at scale 1: waiting, computing
    "waiting": (0.45, 0.0),
    "computing": (0.0, 0.25),
    "computing-c": (0.0, 0.25),
    "computing-shared": (0.0, 0.4),
    "mixed": (0.225, 0.12),
    "http": (0.45, 0.02),
}
SIMULATED_SECS, URL_SECS, ROUND_SECS = 7.5, 60.0, 0.001


def plan_legs(
    models: Sequence[str], pythons: Iterable[str] = ("",), distributed: Iterable[str] = ()
) -> tuple[LegPlan, ...]:
    """The legs: each model under each Python, then the pools of workers.

    The sequential leg of each Python is added where it is missing: without that baseline a speed-up would
    compare two Pythons, or nothing.

    Args:
        models: names of `concurrency.MODELS`.
        pythons: ids of Pythons; "" is the one that runs the lab.
        distributed: the pools whose workers run a leg each.
    """
    pools = [LegPlan(DISTRIBUTED, pool=pool) for pool in distributed]
    local = models if BASELINE in models else [BASELINE, *models]
    under = list(pythons) if models else [""]
    if pools and "" not in under:
        pools.insert(0, LegPlan(BASELINE))
    legs = [LegPlan(model, python) for python in under for model in local]
    return (*legs, *pools)


def with_baselines(legs: Iterable[LegPlan]) -> tuple[LegPlan, ...]:
    """The legs, each after the sequential one of its Python: the missing ones are added."""
    legs = list(legs)
    found: dict[str, LegPlan] = {}
    for leg in legs:
        baseline = LegPlan(BASELINE, "" if leg.model == DISTRIBUTED else leg.python)
        if baseline not in legs:
            found.setdefault(baseline.key, baseline)
        found[f"{leg.key} {len(found)}" if leg.key in found else leg.key] = leg
    return tuple(found.values())


def require_startable(plan: Plan) -> None:
    """Refuse more tasks than a model of the plan, which starts all of them at a time, should start.

    Raises:
        InvalidPlan: of the field `tasks`; its values name the model.
    """
    for leg in plan.legs:
        most = MODELS[leg.model].max_items if leg.model in MODELS else None
        if most is not None and plan.tasks > most:
            raise InvalidPlan("tasks", "too-many-at-a-time", model=leg.model, max=most, got=plan.tasks)


def estimate_secs(plan: Plan, *, cores: float = 1.0) -> float:
    """About how long the whole experiment takes, in seconds.

    Args:
        plan: what runs.
        cores: how many there are for computing.
    """
    return plan.repeats * sum(leg_secs(plan, leg, cores=cores) for leg in plan.legs)


def leg_secs(plan: Plan, leg: LegPlan, *, cores: float = 1.0) -> float:
    """About how long one run of the leg takes, its fresh process included, in seconds."""
    return START_SECS + _makespan_secs(plan, leg, cores)


def _makespan_secs(plan: Plan, leg: LegPlan, cores: float) -> float:
    waiting, computing = (secs * plan.tasks for secs in _task_secs(plan))
    spread = computing / max(1.0, min(cores, plan.slots))
    if leg.model == DISTRIBUTED:
        return waiting / plan.slots + computing
    uses_cores = leg.model in MODELS and MODELS[leg.model].family in ("processes", "interpreters")
    at_a_time = _at_a_time(plan, leg)
    starts = PROCESS_SECS * plan.tasks if leg.model == "processes" else 0.0
    return starts + waiting / at_a_time + (spread if uses_cores else computing)


def _task_secs(plan: Plan) -> tuple[float, float]:
    """How long one task waits, and computes."""
    own = plan.own
    if own is None:
        waiting, computing = TASK_SECS[plan.workload]  # type: ignore[index]
        return waiting * plan.scale, computing * plan.scale
    has_url = any("url" in item for item in own.items)
    rounds = own.work.rounds if own.work else 0
    return (URL_SECS if has_url else SIMULATED_SECS * own.time_scale), rounds * ROUND_SECS


def _at_a_time(plan: Plan, leg: LegPlan) -> int:
    model = MODELS.get(leg.model)
    return 1 if model is None else model.at_a_time(plan.slots, plan.tasks)

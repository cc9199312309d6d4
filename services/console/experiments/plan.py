"""From the arguments of `parallax compare` to a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from concurrency import MODELS
from console.errors import UsageError
from console.names import NOTE_NAMES
from console.options import parse_item, parse_work
from download_task import Work
from lab.experiment import DISTRIBUTED, OWN, LegPlan, OwnTasks, Plan, WorkloadName
from lab.planning import plan_legs, require_startable
from lab.pythons import find_pythons
from lab.workloads import make_downloads
from wire import POOLS

WORKLOAD_REPEATS, OWN_REPEATS = 3, 1


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments; what was not given is None or empty.

    Attributes:
        items: names and URLs.
        workload: a prepared one, instead of items.
        models, pythons, workers: which legs; `workers` names pools.
        tasks, slots, repeats, seed, scale: see `lab.experiment.Plan`.
        work, time_scale: of the items.
    """

    items: Sequence[str]
    workload: WorkloadName | None
    models: Sequence[str]
    pythons: Sequence[str]
    workers: Sequence[str]
    tasks: int
    slots: int
    repeats: int | None
    seed: int
    scale: float
    work: str | None
    time_scale: float | None


def make_plan(asked: Asked) -> Plan:
    """The plan that was asked for.

    Raises:
        UsageError, lab.experiment.InvalidPlan: it makes no sense.
    """
    _check_names("unknown_model", asked.models, list(MODELS))
    _check_names("unknown_pool", asked.workers, list(POOLS))
    _check_pythons(asked.pythons)
    legs = plan_legs(list(asked.models or MODELS), _own_first(asked.pythons), asked.workers)
    plan = _plan(asked, legs)
    require_startable(plan)
    return plan


def _plan(asked: Asked, legs: tuple[LegPlan, ...]) -> Plan:
    if asked.workload is not None:
        _check_no_items(asked)
        return Plan(
            asked.workload,
            legs,
            tasks=asked.tasks,
            slots=asked.slots,
            repeats=asked.repeats or WORKLOAD_REPEATS,
            seed=asked.seed,
            scale=asked.scale,
        )
    if any(leg.model == DISTRIBUTED for leg in legs):
        raise UsageError("workers_need_workload")
    own = _own_tasks(asked)
    plan = Plan(
        OWN,
        legs,
        tasks=len(own.items),
        slots=asked.slots,
        repeats=asked.repeats or OWN_REPEATS,
        seed=asked.seed,
        own=own,
    )
    make_downloads(plan, Path())  # finds what is invalid in them, before anything runs
    return plan


def _own_tasks(asked: Asked) -> OwnTasks:
    work = parse_work(asked.work)
    return OwnTasks(
        items=tuple(parse_item(item) for item in asked.items or NOTE_NAMES),
        time_scale=0.2 if asked.time_scale is None else asked.time_scale,
        work=Work(**work) if work else None,
    )


def _check_no_items(asked: Asked) -> None:
    if asked.items or asked.work is not None or asked.time_scale is not None:
        raise UsageError("workload_or_items", workload=asked.workload)


def _check_names(key: str, names: Sequence[str], known: Sequence[str]) -> None:
    if unknown := [name for name in names if name not in known]:
        raise UsageError(key, name=unknown[0], names=", ".join(known))


def _check_pythons(pythons: Sequence[str]) -> None:
    if pythons:
        _check_names("unknown_python", pythons, [python.id for python in find_pythons()])


def _own_first(pythons: Sequence[str]) -> list[str]:
    """The Pythons asked for besides the running one, which always runs."""
    running = find_pythons()[0].id if pythons else ""
    return ["", *(python for python in pythons if python != running)]

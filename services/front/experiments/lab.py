"""What can be compared: what the lab runner found, and what the models say of themselves."""

from typing import Any

from redis import Redis

from concurrency import MODELS, Model
from front.schemas import LabLimits, LabView, ModelView
from lab.experiment import (
    MAX_LEGS,
    MAX_REPEATS,
    MAX_SCALE,
    MAX_SLOTS,
    MAX_TASKS,
    MIN_SCALE,
    WORKLOADS,
    Machine,
    PythonInfo,
)
from rq_pools import describe_workers
from wire import LAB_QUEUE, POOLS, queue_for, read_lab_facts, waiting_experiments

MAX_WAITING = 10
MAX_TASK_RUNS = 50_000
MAX_ESTIMATED_SECS = 15 * 60
LIMITS = LabLimits(
    tasks=MAX_TASKS,
    slots=MAX_SLOTS,
    repeats=MAX_REPEATS,
    legs=MAX_LEGS,
    min_scale=MIN_SCALE,
    max_scale=MAX_SCALE,
    task_runs=MAX_TASK_RUNS,
    estimated_secs=MAX_ESTIMATED_SECS,
    waiting=MAX_WAITING,
)


class LabFacts:
    """What the lab runner that started last found; all of it is unknown before the first one.

    Args:
        redis: where it is kept.

    Attributes:
        pythons: what can run local legs; the lab's own comes first.
        machine: where they run.
        unavailable: by model, by Python: why it cannot run it, as a `Fact`'s JSON.
    """

    def __init__(self, redis: "Redis") -> None:
        facts = read_lab_facts(redis) or {}
        try:
            self.pythons = [PythonInfo(**each) for each in facts["pythons"]]
            self.machine: Machine | None = Machine(**facts["machine"])
            self.unavailable: dict[str, dict[str, Any]] = facts["unavailable"]
        except (KeyError, TypeError):
            self.pythons, self.machine, self.unavailable = [], None, {}

    @property
    def python_ids(self) -> list[str]:
        """What a request may name; the lab's own, the first, is "" too."""
        return ["", *(python.id for python in self.pythons if python.id)]

    def known_as(self, python: str) -> str:
        """What a plan calls this Python: the lab's own is always ""."""
        return "" if self.pythons and python == self.pythons[0].id else python


def lab_view(redis: "Redis") -> LabView:
    """What can be compared here.

    Raises:
        redis.RedisError: Redis is away.
    """
    facts = LabFacts(redis)
    served = {queue for worker in describe_workers(redis) for queue in worker.queues}
    return LabView(
        is_up=LAB_QUEUE in served,
        waiting=len(waiting_experiments(redis)),
        cores=facts.machine.cores if facts.machine else None,
        machine=facts.machine,
        pythons=facts.pythons,
        models=[_model(model, facts.unavailable.get(model.name, {})) for model in MODELS.values()],
        workloads=list(WORKLOADS),
        distributed=[pool for pool in POOLS if queue_for(pool) in served],
        limits=LIMITS,
    )


def _model(model: Model, unavailable: dict[str, Any]) -> ModelView:
    return ModelView(
        name=model.name,
        family=model.family,
        bounded=model.bounded,
        max_tasks=model.max_items,
        file=model.source.name,
        source=model.source.read_text(encoding="utf-8"),
        unavailable=unavailable,
    )

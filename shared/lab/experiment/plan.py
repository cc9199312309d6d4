"""What an experiment is asked to do: the same tasks under several models and Pythons."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from .own_tasks import OwnTasks

WorkloadName = Literal["waiting", "computing", "computing-c", "computing-shared", "mixed", "http"]
"""What the tasks do.

waiting            sleep, as in the study note
computing          compute in bytecode, which holds the GIL
computing-c        compute in C, which releases it (hashlib)
computing-shared   like `computing`, with number constants that all threads share: see `download_task.work`
mixed              sleep, then compute in bytecode
http               download files from the origin
"""
WORKLOADS: tuple[WorkloadName, ...] = get_args(WorkloadName)
DISTRIBUTED = "distributed"
BASELINE = "sequential"
"""The model whose leg the others under the same Python are compared with."""
OWN: Literal["own"] = "own"

MAX_TASKS = 1_000
MAX_SLOTS = 64
MAX_REPEATS = 20
MAX_LEGS = 32
MIN_SCALE, MAX_SCALE = 0.01, 20.0


class InvalidPlan(ValueError):
    """A field of the plan is invalid.

    Args:
        field: the field, such as `"tasks"`.
        reason: what is wrong with it, a key of the words' topic `experiments` below `invalid`.
        values: the facts of this case, JSON scalars.
    """

    def __init__(self, field: str, reason: str, **values: Any) -> None:
        self.field, self.reason, self.values = field, reason, values
        super().__init__(field, reason, values)


@dataclass(frozen=True, slots=True)
class LegPlan:
    """One leg: a model, and where it runs.

    Attributes:
        model: a name of `concurrency.MODELS`, or `"distributed"`.
        python: the id of another Python that runs it, of `lab.pythons`; "" is the one that runs the lab.
        pool: for `distributed`, whose workers run it; "" otherwise.
    """

    model: str
    python: str = ""
    pool: str = ""

    @property
    def key(self) -> str:
        """Names the leg within its experiment: `thread_pool`, `thread_pool@3.13t`, `distributed:threads`."""
        return (
            self.model + (f":{self.pool}" if self.pool else "") + (f"@{self.python}" if self.python else "")
        )

    @classmethod
    def from_key(cls, key: str) -> "LegPlan":
        """The leg of that key."""
        model_and_pool, _, python = key.partition("@")
        model, _, pool = model_and_pool.partition(":")
        return cls(model, python, pool)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is compared.

    Attributes:
        workload: what the tasks do.
        legs: in the order in which they are shown; they run in random order.
        tasks: how many tasks each leg runs.
        slots: how many run at a time in the models that have a bound.
        repeats: how often each leg runs.
        seed: the same seed makes the same tasks, in every leg.
        scale: multiplies the length of each task.
        prediction: keys of legs, from the one expected to be fastest to the slowest; empty if skipped.
        own: the tasks of the workload `own`, as many as `tasks`; None for every other workload.

    Raises:
        InvalidPlan: a field is invalid.
    """

    workload: WorkloadName | Literal["own"]
    legs: tuple[LegPlan, ...]
    tasks: int = 16
    slots: int = 8
    repeats: int = 3
    seed: int = 1
    scale: float = 1.0
    prediction: tuple[str, ...] = ()
    own: OwnTasks | None = None

    def __post_init__(self) -> None:
        if self.workload not in (*WORKLOADS, OWN) or (self.workload == OWN) != (self.own is not None):
            raise InvalidPlan("workload", "not-one-of", allowed=", ".join(WORKLOADS))
        _require_range("tasks", self.tasks, 1, MAX_TASKS)
        _require_range("slots", self.slots, 1, MAX_SLOTS)
        _require_range("repeats", self.repeats, 1, MAX_REPEATS)
        _require_range("scale", self.scale, MIN_SCALE, MAX_SCALE)
        _require_range("legs", len(self.legs), 1, MAX_LEGS)
        keys = [leg.key for leg in self.legs]
        if len(set(keys)) < len(keys):
            raise InvalidPlan("legs", "twice", key=next(key for key in keys if keys.count(key) > 1))
        if self.prediction and sorted(self.prediction) != sorted(keys):
            raise InvalidPlan("prediction", "not-the-legs")

    def to_dict(self) -> dict[str, Any]:
        """The plan as JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Plan":
        """The plan that `to_dict()` wrote.

        Raises:
            InvalidPlan, TypeError, KeyError: the data is not a plan's.
        """
        legs = tuple(LegPlan(**leg) for leg in data["legs"])
        prediction, own = tuple(data.get("prediction", ())), data.get("own")
        own_tasks = OwnTasks.from_dict(own) if own else None
        return cls(**{**data, "legs": legs, "prediction": prediction, "own": own_tasks})


def _require_range(field: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise InvalidPlan(field, "out-of-range", min=least, max=most)

"""The request for an experiment."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticKnownError

from concurrency import MODELS
from lab.experiment import (
    DISTRIBUTED,
    MAX_LEGS,
    MAX_REPEATS,
    MAX_SCALE,
    MAX_SLOTS,
    MAX_TASKS,
    MIN_SCALE,
    WorkloadName,
)
from wire import Pool

from .strict import Strict

MAX_NAME_CHARS = 100
Name = Annotated[str, Field(max_length=MAX_NAME_CHARS)]
ModelName = Annotated[str, Field(max_length=MAX_NAME_CHARS, json_schema_extra={"enum": list(MODELS)})]


class LegRequest(Strict):
    """One leg: a local model under one Python, or the workers of one pool (`distributed`)."""

    model: Annotated[
        str, Field(max_length=MAX_NAME_CHARS, json_schema_extra={"enum": [*MODELS, DISTRIBUTED]})
    ]
    python: Name = ""
    pool: Pool | Literal[""] = ""

    @model_validator(mode="after")
    def _is_known(self) -> "LegRequest":
        if self.model not in (*MODELS, DISTRIBUTED) or (self.model == DISTRIBUTED) != bool(self.pool):
            raise PydanticKnownError("literal_error", {"expected": ", ".join([*MODELS, DISTRIBUTED])})
        return self


class ExperimentRequest(Strict):
    """What to compare: each of the models under each of the Pythons, and workers of pools."""

    workload: WorkloadName = Field(description="what the tasks do")
    models: list[ModelName] = Field(
        default=[],
        max_length=MAX_LEGS,
        description="local models; `sequential`, the baseline, is added where it is missing",
    )
    pythons: list[Name] = Field(
        default=[""],
        min_length=1,
        max_length=MAX_LEGS,
        description='ids of Pythons that `/api/v1/lab` lists; "" is the lab\'s own',
    )
    distributed: list[Pool] = Field(
        default=[], max_length=MAX_LEGS, description="pools whose workers run a leg each"
    )
    legs: list[LegRequest] = Field(
        default=[],
        max_length=MAX_LEGS,
        description="the legs one by one, in place of the three above; baselines are added",
    )
    tasks: int = Field(default=16, ge=1, le=MAX_TASKS, description="how many tasks each leg runs")
    slots: int = Field(default=8, ge=1, le=MAX_SLOTS, description="how many run at a time in a pool")
    repeats: int = Field(default=3, ge=1, le=MAX_REPEATS, description="how often each leg runs")
    seed: int = Field(default=1, ge=-(2**63), lt=2**63, description="the same seed makes the same tasks")
    scale: float = Field(
        default=1.0, ge=MIN_SCALE, le=MAX_SCALE, allow_inf_nan=False, description="multiplies each task"
    )
    prediction: list[Name] = Field(
        default=[],
        max_length=MAX_LEGS,
        description="keys of all legs, from the one expected to be fastest to the slowest; empty if skipped",
    )

    @field_validator("models")
    @classmethod
    def _are_known(cls, models: list[str]) -> list[str]:
        if any(model not in MODELS for model in models):
            raise PydanticKnownError("literal_error", {"expected": ", ".join(MODELS)})
        return models

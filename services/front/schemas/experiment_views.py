"""Experiments and what the lab can compare, as the API shows them."""

from pydantic import BaseModel, Field

from lab.experiment import Fact, Leg, Machine, PythonInfo, WorkloadName
from wire import ExperimentState, Pool


class LegPlanView(BaseModel):
    """A leg, as it was asked for."""

    model: str = Field(description="a local model, or `distributed`")
    python: str = Field(description='the id of the Python that runs it; "" is the lab\'s own')
    pool: str = Field(description="for a distributed leg, whose workers run it")


class PlanView(BaseModel):
    """What an experiment compares."""

    workload: WorkloadName
    legs: list[LegPlanView]
    tasks: int
    slots: int
    repeats: int
    seed: int
    scale: float
    prediction: list[str] = Field(description="keys of legs; empty if skipped")


class PlannedView(BaseModel):
    """What a request would run."""

    plan: PlanView = Field(description="with the baselines that the request does not name")
    estimated_secs: float = Field(description="about how long it takes, without its time in the queue")


class ExperimentView(BaseModel):
    """An experiment, as far as it has come: `lab.experiment.Experiment`."""

    id: str
    plan: PlanView
    state: ExperimentState
    created_at: float = Field(description="seconds since the epoch, as all its moments")
    legs: list[Leg] = Field(description="in the order of the plan")
    machine: Machine | None = Field(description="where its local legs run; null before it starts")
    started_at: float | None
    ended_at: float | None
    conclusion: list[Fact] = Field(description="what it shows")
    failure: Fact | None = Field(description="why it failed")
    position: int | None = Field(description="its place in the queue, from 1; null unless it is queued")


class LegGist(BaseModel):
    """A leg, in a list of experiments."""

    key: str
    median_secs: float | None
    speed_up: float | None


class ExperimentGist(BaseModel):
    """An experiment, in a list of them: without its tasks."""

    id: str
    plan: PlanView
    state: ExperimentState
    created_at: float
    started_at: float | None
    ended_at: float | None
    failure: Fact | None = Field(description="why it failed")
    position: int | None
    legs: list[LegGist] = Field(description="those that have been measured so far")


class ExperimentList(BaseModel):
    """All experiments that are kept, newest first."""

    experiments: list[ExperimentGist]


class ModelView(BaseModel):
    """A local model."""

    name: str
    family: str = Field(description="sequential, threads, processes, interpreters or asyncio")
    bounded: bool = Field(description="whether `slots` bounds how many tasks run at a time")
    max_tasks: int | None = Field(description="the most tasks, if it runs all of them at a time")
    file: str = Field(description="the name of its file")
    source: str = Field(description="the text of that file: the example to read")
    unavailable: dict[str, Fact] = Field(description="by the id of a Python that cannot run it: why")


class LabLimits(BaseModel):
    """The limits of one experiment, and of the queue."""

    tasks: int
    slots: int
    repeats: int
    legs: int
    min_scale: float
    max_scale: float
    task_runs: int = Field(description="tasks × legs × repeats")
    estimated_secs: float
    waiting: int = Field(description="how many experiments may wait")


class LabView(BaseModel):
    """What can be compared here."""

    is_up: bool = Field(description="whether a lab runner is up; otherwise experiments wait for one")
    waiting: int = Field(description="how many experiments wait")
    cores: float | None = Field(description="how many the local legs may use; null if no lab ever started")
    machine: Machine | None
    pythons: list[PythonInfo] = Field(description="what can run local legs; the lab's own comes first")
    models: list[ModelView]
    workloads: list[WorkloadName]
    distributed: list[Pool] = Field(description="the pools that workers serve now")
    limits: LabLimits


class ExperimentChange(BaseModel):
    """The answer to a cancel."""

    id: str
    state: ExperimentState = Field(description="cancelled, or running until its runner has ended it")

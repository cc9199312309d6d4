"""What an experiment is: what was asked (`plan`), and what was measured. Data only; stdlib."""

from .experiment import Experiment, ExperimentState
from .fact import JOB_GONE, Fact
from .leg import Leg
from .leg_run import LegRun
from .machine import Machine, PythonInfo
from .own_tasks import OwnTasks
from .plan import (
    BASELINE,
    DISTRIBUTED,
    MAX_LEGS,
    MAX_REPEATS,
    MAX_SCALE,
    MAX_SLOTS,
    MAX_TASKS,
    MIN_SCALE,
    OWN,
    WORKLOADS,
    InvalidPlan,
    LegPlan,
    Plan,
    WorkloadName,
)
from .summary import Interval, Summary
from .task_run import Sample, TaskRun

__all__ = [
    "BASELINE",
    "DISTRIBUTED",
    "JOB_GONE",
    "MAX_LEGS",
    "MAX_REPEATS",
    "MAX_SCALE",
    "MAX_SLOTS",
    "MAX_TASKS",
    "MIN_SCALE",
    "OWN",
    "WORKLOADS",
    "Experiment",
    "ExperimentState",
    "Fact",
    "Interval",
    "InvalidPlan",
    "Leg",
    "LegPlan",
    "LegRun",
    "Machine",
    "OwnTasks",
    "Plan",
    "PythonInfo",
    "Sample",
    "Summary",
    "TaskRun",
    "WorkloadName",
]

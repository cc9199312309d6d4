"""Runs experiments: legs in random order, each run of a leg in a fresh process, measured from outside."""

from .distributed_runner import DistributedRunner, Workers
from .errors import ExperimentCancelled
from .experiment_run import run_experiment
from .machine import this_machine
from .progress import Progress, TaskProgress

__all__ = [
    "DistributedRunner",
    "ExperimentCancelled",
    "Progress",
    "TaskProgress",
    "Workers",
    "run_experiment",
    "this_machine",
]

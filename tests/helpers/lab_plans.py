"""Plans of experiments short enough for a test, and the Pythons here."""

from collections.abc import Sequence
from typing import Any

from lab.experiment import LegPlan, Plan
from lab.pythons import find_pythons

PYTHONS = ["", *(python.id for python in find_pythons()[1:])]
"""Ids for plans: the running one first."""


def plan_of(*models: str, pythons: Sequence[str] = ("",), **fields: Any) -> Plan:
    """A short experiment: each model under each Python."""
    legs = tuple(LegPlan(model, python) for python in pythons for model in models)
    short = {"workload": "waiting", "tasks": 4, "slots": 2, "repeats": 1, "scale": 0.1}
    return Plan(**{**short, "legs": legs, **fields})

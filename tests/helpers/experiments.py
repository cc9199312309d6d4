"""Experiments made of figures: what a test gives, and defaults for the rest."""

from collections.abc import Sequence
from typing import Any

from lab.experiment import Experiment, Leg, LegPlan, LegRun, Machine, Plan, TaskRun


def task(
    index: int = 0, *, start: float = 0.0, secs: float = 1.0, work: float = 0.0, cpu: float = 0.0, **more: Any
) -> TaskRun:
    """A finished task that computed for `cpu` seconds of its last `work` seconds, and waited before."""
    given: dict[str, Any] = {
        "name": f"file-{index}",
        "ended": "finished",
        "host": "here",
        "pid": 1,
        "thread_id": 1,
        "interpreter_id": 0,
        "cpu_secs": cpu,
        "core_wait_secs": 0.0,
        "work_secs": work,
        "work_cpu_secs": cpu if work else 0.0,
        "work_core_wait_secs": 0.0,
        **more,
    }
    return TaskRun(index=index, started_secs=start, ended_secs=start + secs, **given)


def leg_run(*tasks: TaskRun, repeat: int = 0, **more: Any) -> LegRun:
    """One repeat; by default it ends with its last task."""
    ended_secs = max((task.ended_secs for task in tasks), default=0.0)
    started_secs = min((task.started_secs for task in tasks), default=0.0)
    given = {
        "order": repeat,
        "started_at": 1.0,
        "makespan_secs": ended_secs,
        "startup_secs": started_secs,
        "cpu_secs": sum(task.cpu_secs for task in tasks),
        **more,
    }
    return LegRun(repeat=repeat, tasks=tasks, **given)


def leg(*runs: LegRun, model: str = "thread_pool", slots: int = 2, **more: Any) -> Leg:
    """A leg of these repeats."""
    return Leg(
        plan=LegPlan(model, more.pop("python_id", ""), more.pop("pool", "")), slots=slots, runs=runs, **more
    )


def repeated(makespans_secs: Sequence[float], *, model: str = "thread_pool", slots: int = 2) -> Leg:
    """A leg of one waiting task, repeated."""
    runs = [leg_run(task(secs=secs), repeat=number) for number, secs in enumerate(makespans_secs)]
    return leg(*runs, model=model, slots=slots)


def experiment(*legs: Leg, workload: Any = "waiting", **more: Any) -> Experiment:
    """A finished experiment on a machine with two cores; without legs, of one that has no runs."""
    legs = legs or (Leg(LegPlan("sequential"), slots=1),)
    slots = more.pop("slots", 8)
    plan = Plan(workload, tuple(leg.plan for leg in legs), slots=slots, prediction=more.pop("prediction", ()))
    given = {"state": "finished", "created_at": 1.0, "machine": Machine("here", 2.0), **more}
    return Experiment(id="e1", plan=plan, legs=legs, **given)

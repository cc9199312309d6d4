"""One repeat of a leg."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .task_run import TaskRun


@dataclass(frozen=True, slots=True)
class LegRun:
    """One repeat of a leg, in a fresh process.

    Attributes:
        repeat: its number, from 0.
        order: its place in the random order in which all legs ran, from 0.
        started_at: seconds since the epoch.
        makespan_secs: from the call of the model to its return; in a distributed leg, from the request to the
            end of the last task.
        startup_secs: from the start to the first task's start.
        cpu_secs: of all its processes, in a distributed leg of its tasks.
        peak_pss_bytes: the most memory that its processes held at one time, shared pages counted once.
        voluntary_switches, involuntary_switches: context switches of all its processes.
        redis_commands, redis_bytes: what Redis served during a distributed leg, by its own counters: all its
            clients count.
        background_cores: how many cores other programs of this machine used meanwhile, on average.
        gil_before, gil_after: whether the GIL was on; an extension that is imported can switch it on.
        warm_up_secs: how long the process took, before it was measured, to start what a program starts once.
        tasks: their runs.
        functions: the name of the function that ran the tasks, as its running code says; one, if all is well.
        workers, slots, worker_cores: of a distributed leg, when it began; cores are those of its machines.
        clock_bound_secs: the hosts' clocks, which time a distributed leg, differ from the lab's by no more.

    A figure that cannot be measured here is None.
    """

    repeat: int
    order: int
    started_at: float
    makespan_secs: float
    startup_secs: float
    tasks: tuple[TaskRun, ...]
    cpu_secs: float | None = None
    peak_pss_bytes: int | None = None
    voluntary_switches: int | None = None
    involuntary_switches: int | None = None
    redis_commands: int | None = None
    redis_bytes: int | None = None
    background_cores: float | None = None
    gil_before: bool = True
    gil_after: bool = True
    warm_up_secs: float | None = None
    functions: tuple[str, ...] = ()
    workers: int | None = None
    slots: int | None = None
    worker_cores: float | None = None
    clock_bound_secs: float | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "LegRun":
        """The run that `asdict` wrote."""
        tasks = tuple(TaskRun.from_dict(task) for task in data["tasks"])
        return cls(**{**data, "tasks": tasks, "functions": tuple(data.get("functions", ()))})

"""What was measured.

    Experiment ── Leg (one per plan) ── LegRun (one per repeat) ── TaskRun (one per task) ── Sample

All times of tasks and samples are seconds since the start of their leg's run.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple

from .plan import LegPlan, Plan

ExperimentState = Literal["queued", "running", "finished", "failed", "cancelled"]
Phase = Literal["download", "work"]


class Sample(NamedTuple):
    """Where a task stood at one moment; between two samples of one phase lies a stretch of its bar.

    Of a stretch, `cpu_secs` were computed and `core_wait_secs` were spent ready, but without a core. The rest
    is waiting: in the phase `download` for the network or the clock; in the phase `work` for the GIL, if the
    Python has one.
    """

    at_secs: float
    phase: Phase
    cpu_secs: float
    core_wait_secs: float | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A finding, from which `words` makes a sentence: a key of the topic `experiments`, and its values."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


JOB_GONE = Fact("job-gone")
"""The failure of an experiment whose job was deleted: nobody runs it any more."""


@dataclass(frozen=True, slots=True)
class TaskRun:
    """One run of one task.

    Attributes:
        index: of the task in the batch, from 0.
        name: of its download.
        ended: `finished`, `failed` or `cancelled`; in a distributed leg also `handed-back` or `lost`, after
            which the task has another run.
        host, pid, thread_id, interpreter_id: who ran it.
        started_secs, ended_secs: since the start of the leg; `started_secs` is also how long it was queued.
        cpu_secs: how long its thread computed.
        core_wait_secs: how long its thread was ready to run, but had no core; None where that is not known.
        work_secs, work_cpu_secs, work_core_wait_secs: the same of its work after the download.
        size_bytes: bytes downloaded.
        failure: code, reason and values, if it failed.
        samples: in order of time; only in the run that is drawn (`Leg.shown_run`).
    """

    index: int
    name: str
    ended: str
    host: str
    pid: int
    thread_id: int
    interpreter_id: int
    started_secs: float
    ended_secs: float
    cpu_secs: float = 0.0
    core_wait_secs: float | None = None
    work_secs: float = 0.0
    work_cpu_secs: float = 0.0
    work_core_wait_secs: float | None = None
    size_bytes: int = 0
    failure: dict[str, Any] | None = None
    samples: tuple[Sample, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "TaskRun":
        """The run that `asdict` wrote."""
        return cls(**{**data, "samples": tuple(Sample(*sample) for sample in data.get("samples", ()))})


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


class Interval(NamedTuple):
    """A bootstrap 95 % interval of a median."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Summary:
    """A leg over all its repeats. Its baseline is the sequential leg under the same Python, of a distributed
    leg that of the lab's own Python.

    Attributes:
        median_secs: of the makespans.
        interval_secs: of that median; both ends are the median when there was one repeat.
        speed_up: the baseline's median over this one's; None without a baseline, or if a task of the two did
            not finish.
        speed_up_interval: of the speed-up.
        ideal_secs: the least time in which so many slots and cores could have run these tasks: the
            longest-processing-time bound over slots for waiting, over min(slots, cores) for computing.
        ratio_to_ideal: the median over the ideal; None as for the speed-up.
        startup_secs, cpu_secs, peak_pss_bytes: medians.
        computing_secs, gil_wait_secs, core_wait_secs, waiting_secs: what all tasks together did; medians.
        cores_used: CPU seconds over the makespan.
        failed: tasks that did not finish, over all repeats.
        hosts, processes, interpreters, threads: who ran the tasks of one repeat.
    """

    median_secs: float
    interval_secs: Interval
    speed_up: float | None
    speed_up_interval: Interval | None
    ideal_secs: float | None
    ratio_to_ideal: float | None
    startup_secs: float
    cpu_secs: float | None
    peak_pss_bytes: int | None
    computing_secs: float
    gil_wait_secs: float | None
    core_wait_secs: float | None
    waiting_secs: float
    cores_used: float | None
    failed: int
    hosts: int
    processes: int
    interpreters: int
    threads: int

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Summary":
        """The summary that `asdict` wrote."""
        interval = data["speed_up_interval"]
        return cls(
            **{
                **data,
                "interval_secs": Interval(*data["interval_secs"]),
                "speed_up_interval": Interval(*interval) if interval else None,
            }
        )


@dataclass(frozen=True, slots=True)
class PythonInfo:
    """A Python that can run a leg.

    Attributes:
        id: names it in plans, such as `3.13t`; unique on this machine.
        version: such as `3.13.15`.
        path: of its program.
        free_threaded: whether it was built without the GIL.
        gil: whether the GIL is on when it starts.
        jit: whether its JIT compiler is on; None if it cannot tell.
    """

    id: str
    version: str
    path: str
    free_threaded: bool
    gil: bool
    jit: bool | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg, measured.

    Attributes:
        plan: what it was asked.
        slots: how many tasks run at a time in it.
        python: what ran it; None for a distributed leg.
        runs: one per repeat so far.
        shown_run: the number in `runs` of the one that is drawn: that with the median makespan.
        summary: over all repeats; None before the first has ended.
        reasons: why it took as long as it did, the weightiest first.
        unavailable: why it cannot run here, or None.
        workers: how many workers served it, if it is distributed: in the run that is drawn, as `slots`.
        failure: why its last run has no result, after which it was not run again; or None.
    """

    plan: LegPlan
    slots: int
    python: PythonInfo | None = None
    runs: tuple[LegRun, ...] = ()
    shown_run: int = 0
    summary: Summary | None = None
    reasons: tuple[Fact, ...] = ()
    unavailable: Fact | None = None
    workers: int | None = None
    failure: Fact | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Leg":
        """The leg that `asdict` wrote."""
        python, summary, unavailable = data["python"], data["summary"], data["unavailable"]
        failure = data.get("failure")
        return cls(
            **{
                **data,
                "plan": LegPlan(**data["plan"]),
                "python": PythonInfo(**python) if python else None,
                "runs": tuple(LegRun.from_dict(run) for run in data["runs"]),
                "summary": Summary.from_dict(summary) if summary else None,
                "reasons": tuple(Fact(**reason) for reason in data["reasons"]),
                "unavailable": Fact(**unavailable) if unavailable else None,
                "failure": Fact(**failure) if failure else None,
            }
        )


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the local legs ran.

    Attributes:
        host: its name.
        cores: how many the legs may use, container quotas counted.
        processor: its name, as the system gives it; "" if it gives none.
        system: such as `Linux 6.1`.
        memory_bytes: of the whole machine; None if unknown.
    """

    host: str
    cores: float
    processor: str = ""
    system: str = ""
    memory_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """An experiment, as far as it has come.

    Attributes:
        id: names it; also in its link.
        plan: what was asked.
        state: where it stands.
        legs: in the order of the plan.
        machine: None before it starts.
        created_at, started_at, ended_at: seconds since the epoch.
        conclusion: what it shows, in a few sentences.
        failure: why it failed.
        position: its place in the queue of the lab, from 1; None unless it is queued there.
    """

    id: str
    plan: Plan
    state: ExperimentState
    created_at: float
    legs: tuple[Leg, ...] = ()
    machine: Machine | None = None
    started_at: float | None = None
    ended_at: float | None = None
    conclusion: tuple[Fact, ...] = ()
    failure: Fact | None = None
    position: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """The experiment as JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Experiment":
        """The experiment that `to_dict()` wrote.

        Raises:
            InvalidPlan, TypeError, KeyError: the data is not an experiment's.
        """
        machine, failure = data["machine"], data["failure"]
        return cls(
            **{
                **data,
                "plan": Plan.from_dict(data["plan"]),
                "legs": tuple(Leg.from_dict(leg) for leg in data["legs"]),
                "machine": Machine(**machine) if machine else None,
                "conclusion": tuple(Fact(**fact) for fact in data["conclusion"]),
                "failure": Fact(**failure) if failure else None,
            }
        )

"""What the figures of a leg mean: its repeats, compared with its baseline."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from .bootstrap import median_interval, ratio_interval
from .experiment import Interval, Leg, LegRun, Summary, TaskRun
from .ideal import baseline_tasks, ideal_secs
from .shares import Shares, interpreter_of, run_shares

SHORTEST_SECS = 1e-6
"""A shorter time says nothing when something is divided by it."""


@dataclass(frozen=True, slots=True)
class Runners:
    """How many different hosts, processes, interpreters and threads ran a leg."""

    hosts: int
    processes: int
    interpreters: int
    threads: int


def summarise(leg: Leg, baseline: Leg | None, *, cores: float) -> Summary | None:
    """Summarise all repeats of a leg so far.

    Args:
        leg: the leg; may be its own baseline.
        baseline: the sequential leg under the same Python, of a distributed leg that of the lab's own; None
            if the experiment has none.
        cores: how many the tasks may use (`Machine.cores`); a distributed leg is taken to have as many.

    Returns:
        None before the first repeat has ended.
    """
    if not leg.runs:
        return None
    makespans = [run.makespan_secs for run in leg.runs]
    middle = median(makespans)
    ideal = _ideal(leg, baseline, cores)
    speed_up, interval = _speed_up(leg, baseline)
    shares = [run_shares(run) for run in leg.runs]
    runners = count_runners(leg.runs[median_run(leg.runs)].tasks)
    return Summary(
        median_secs=middle,
        interval_secs=median_interval(makespans),
        speed_up=speed_up,
        speed_up_interval=interval,
        ideal_secs=ideal,
        ratio_to_ideal=middle / ideal if ideal and ideal >= SHORTEST_SECS and speed_up is not None else None,
        startup_secs=median(run.startup_secs for run in leg.runs),
        cpu_secs=_median_of(leg.runs, lambda run: run.cpu_secs),
        peak_pss_bytes=_whole(_median_of(leg.runs, lambda run: run.peak_pss_bytes)),
        computing_secs=median(each.computing for each in shares),
        gil_wait_secs=_gil_wait(shares),
        core_wait_secs=median(each.core for each in shares) if all(s.core_known for s in shares) else None,
        waiting_secs=median(each.waiting for each in shares),
        cores_used=_median_of(leg.runs, _cores_used),
        failed=sum(len(unfinished(run.tasks)) for run in leg.runs),
        hosts=runners.hosts,
        processes=runners.processes,
        interpreters=runners.interpreters,
        threads=runners.threads,
    )


def median_run(runs: Sequence[LegRun]) -> int:
    """The number in `runs` of that with the median makespan; of an even count, the shorter of the middle two.

    Args:
        runs: at least one.
    """
    numbers = sorted(range(len(runs)), key=lambda number: runs[number].makespan_secs)
    return numbers[(len(runs) - 1) // 2]


def unfinished(tasks: Iterable[TaskRun]) -> frozenset[int]:
    """The indices of the tasks of which no run finished; a task that was handed back has several runs."""
    tasks = list(tasks)
    return frozenset({task.index for task in tasks} - {task.index for task in tasks if _finished(task)})


def count_runners(tasks: Sequence[TaskRun]) -> Runners:
    """Count who ran the tasks; interpreters and threads are counted within their process."""
    return Runners(
        hosts=len({task.host for task in tasks}),
        processes=len({(task.host, task.pid) for task in tasks}),
        interpreters=len({interpreter_of(task) for task in tasks}),
        threads=len({(task.host, task.pid, task.thread_id) for task in tasks}),
    )


def _ideal(leg: Leg, baseline: Leg | None, cores: float) -> float | None:
    if baseline is None or not baseline.runs:
        return None
    tasks = baseline_tasks(baseline, median_run(baseline.runs))
    return ideal_secs(tasks, slots=leg.slots, cores=cores) if tasks else None


def _speed_up(leg: Leg, baseline: Leg | None) -> tuple[float | None, Interval | None]:
    if baseline is None or not baseline.runs or any(unfinished(r.tasks) for r in (*leg.runs, *baseline.runs)):
        return None, None
    if leg.plan == baseline.plan:
        return 1.0, Interval(1.0, 1.0)
    ours = [run.makespan_secs for run in leg.runs]
    theirs = [run.makespan_secs for run in baseline.runs]
    if min(ours) < SHORTEST_SECS:
        return None, None
    return median(theirs) / median(ours), ratio_interval(theirs, ours)


def _gil_wait(shares: Sequence[Shares]) -> float | None:
    """None where some of it may be a wait for a core, which was not measured."""
    if any(each.gil and not each.core_known for each in shares):
        return None
    return median(each.gil for each in shares)


def _cores_used(run: LegRun) -> float | None:
    return (
        None
        if run.cpu_secs is None or run.makespan_secs < SHORTEST_SECS
        else run.cpu_secs / run.makespan_secs
    )


def _median_of(runs: Sequence[LegRun], figure: Callable[[LegRun], float | None]) -> float | None:
    figures = [value for run in runs if (value := figure(run)) is not None]
    return median(figures) if len(figures) == len(runs) else None


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _finished(task: TaskRun) -> bool:
    return task.ended == "finished"

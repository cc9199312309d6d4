"""The ideal: in how little time the same tasks could have run."""

import heapq
from collections.abc import Sequence

from .experiment import Leg
from .shares import Shares, contended, interpreter_of, task_shares


def ideal_secs(tasks: Sequence[Shares], *, slots: int, cores: float) -> float:
    """The least time in which so many slots and cores could run the tasks, none waiting for another.

    It is the longer of two times. Over the slots: the longest tasks first, each in the slot that is free
    first (LPT); at most 4/3 of the shortest schedule, and mostly within a few percent of it (Graham 1969,
    https://doi.org/10.1137/0117039). Over min(slots, cores), for computing alone: all of it spread evenly,
    since a system moves what computes from core to core, but no task faster than by itself (McNaughton 1959,
    https://doi.org/10.1287/mnsc.6.1.1).

    Args:
        tasks: what each spent its time on; the waits for the GIL and for a core are left out.
        slots: how many run at a time.
        cores: how many can compute at a time; a container's quota need not be whole.

    Returns:
        Seconds; 0 without tasks.
    """
    if not tasks:
        return 0.0
    computing = [task.computing for task in tasks]
    spread = sum(computing) / max(min(slots, cores), 1e-9)
    return max(_lpt_secs([task.computing + task.waiting for task in tasks], slots), spread, *computing)


def baseline_tasks(baseline: Leg, run: int) -> list[Shares]:
    """What each task of one run of the baseline spent its time on.

    Args:
        baseline: the sequential leg, in which no task waits for another.
        run: the number of the run.
    """
    measured = baseline.runs[run]
    sharing = contended(measured)
    finished = (task for task in measured.tasks if task.ended == "finished")
    return [task_shares(task, shares_gil=interpreter_of(task) in sharing) for task in finished]


def _lpt_secs(lengths_secs: Sequence[float], slots: int) -> float:
    free_at = [0.0] * min(max(1, slots), len(lengths_secs))
    for secs in sorted(lengths_secs, reverse=True):
        heapq.heappush(free_at, heapq.heappop(free_at) + secs)
    return max(free_at)

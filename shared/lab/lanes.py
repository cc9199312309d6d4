"""Who ran what, when: one lane for each runner, one bar for each run of a task.

The one model of the pictures, the reports and the trace:

    LegRun ── Lane (host, process, interpreter, thread) ── Bar (a TaskRun) ── Stretch (what it did)
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .experiment import LegRun, TaskRun
from .shares import Interpreter, Stretch, contended, interpreter_of, stretches


@dataclass(frozen=True, slots=True)
class Bar:
    """A run of a task, in stretches."""

    task: TaskRun
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """What one runner ran, in order of time.

    Attributes:
        host, pid, interpreter_id, thread_id: the runner.
        host_number, process_number, thread_number: for people, from 1: of a process within its host, of a
            thread within its process, in the order in which they began their first tasks.
        bars: its runs of tasks.
    """

    host: str
    pid: int
    interpreter_id: int
    thread_id: int
    host_number: int
    process_number: int
    thread_number: int
    bars: tuple[Bar, ...]


def make_lanes(run: LegRun) -> tuple[Lane, ...]:
    """The lanes of a run, in order: by host (`worker-2` before `worker-10`), then process, then thread."""
    sharing = contended(run)
    grouped: dict[tuple[Interpreter, int], list[TaskRun]] = defaultdict(list)
    for task in sorted(run.tasks, key=lambda task: (task.started_secs, task.index)):
        grouped[interpreter_of(task), task.thread_id].append(task)
    hosts = _count_from_1(sorted({host for (host, _, _), _ in grouped}, key=_natural))
    numbers = _runner_numbers(grouped)
    lanes = [
        Lane(
            *interpreter,
            thread_id,
            hosts[interpreter[0]],
            *numbers[interpreter, thread_id],
            tuple(Bar(task, tuple(stretches(task, shares_gil=interpreter in sharing))) for task in tasks),
        )
        for (interpreter, thread_id), tasks in grouped.items()
    ]
    return tuple(sorted(lanes, key=lambda lane: (lane.host_number, lane.process_number, lane.thread_number)))


def _runner_numbers(
    runners: Iterable[tuple[Interpreter, int]],
) -> dict[tuple[Interpreter, int], tuple[int, int]]:
    """The number of each runner's process within its host, and of its thread within its process."""
    processes: dict[str, dict[int, int]] = defaultdict(dict)
    threads: dict[tuple[str, int], int] = defaultdict(int)
    numbers = {}
    for (host, pid, interpreter_id), thread_id in runners:
        process = processes[host].setdefault(pid, len(processes[host]) + 1)
        threads[host, pid] += 1
        numbers[(host, pid, interpreter_id), thread_id] = process, threads[host, pid]
    return numbers


def _count_from_1(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names, start=1)}


def _natural(name: str) -> list[tuple[int, str]]:
    """Sorts numbers within names as numbers."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]

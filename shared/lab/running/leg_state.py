"""What is known of a leg's run so far, from its journal."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from lab.experiment import Fact, Sample
from lab.workloads import task_index

from .journal_reader import BadJournal, Line
from .progress import TaskProgress

MAX_TASKS_TOLD = 200  # at a time; the others are told the next time


@dataclass(slots=True)
class LegState:
    """Collects what a leg's process writes.

    Attributes:
        pid: of its process, once it is warm; None before.
        warm_up_secs: how long that took.
        gil_before: whether the GIL was on then.
        started_at: when it called the model, seconds since the epoch; None before.
        result: its last line; None before.
        lab_cpu_secs: how long this process computed meanwhile, to follow it.
        refused: the error's code, and the fact, if the model cannot run here or has failed.
        gil_on: whether the GIL was on where a task ended, in any process or interpreter.
        samples: of each task so far, by index.
    """

    pid: int | None = None
    warm_up_secs: float | None = None
    gil_before: bool = True
    started_at: float | None = None
    result: Line | None = None
    lab_cpu_secs: float = 0.0
    refused: tuple[str, Fact] | None = None
    gil_on: bool = False
    samples: dict[int, list[Sample]] = field(default_factory=dict)
    _lab_start_secs: float = 0.0
    _tasks: dict[int, TaskProgress] = field(default_factory=dict)
    _untold: dict[int, int] = field(default_factory=dict)

    def take(self, lines: Iterable[Line]) -> None:
        """Take note of the lines.

        Raises:
            BadJournal: a line lacks what it must have.
        """
        for line in lines:
            try:
                self._take(line)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise BadJournal(str(line)[:200]) from error

    def changes(self) -> tuple[TaskProgress, ...]:
        """The tasks that have changed since this was last called."""
        indexes = list(self._untold)[:MAX_TASKS_TOLD]
        return tuple(self._change(index, self._untold.pop(index)) for index in indexes)

    def _change(self, index: int, told: int) -> TaskProgress:
        return self._tasks[index]._replace(samples=tuple(self.samples[index][told:]))

    def _take(self, line: Line) -> None:
        match line["event"]:
            case "warm":
                self.pid, self.warm_up_secs = int(line["pid"]), float(line["secs"])
                self.gil_before = bool(line["gil"])
            case "called":
                self.started_at, self._lab_start_secs = float(line["at"]), time.process_time()
            case "result":
                self.result, self.lab_cpu_secs = line, time.process_time() - self._lab_start_secs
            case "refused":
                self.refused = line["code"], Fact(line["reason"], line["values"])
            case _:
                self._take_report(line)

    def _take_report(self, line: Line) -> None:
        index = task_index(line["task"])
        at, phase, cpu_secs, core_wait_secs = line["sample"]
        secs = max(0.0, at - (self.started_at or at))
        if line["event"] == "started":
            self._tasks[index] = TaskProgress(index, secs, None, None, **line["runner"])
            self.samples[index] = []
        elif line["event"] == "ended":
            self.gil_on = self.gil_on or line["gil"]
            self._tasks[index] = self._tasks[index]._replace(ended_secs=secs, ended=line["ended"])
        self._untold.setdefault(index, len(self.samples[index]))
        self.samples[index].append(Sample(secs, phase, cpu_secs, core_wait_secs))

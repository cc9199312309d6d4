"""What the study note's programs print, said of the tasks of an experiment."""

import sys
from collections.abc import Iterable

from console.words import Words
from lab.experiment import Leg, Plan, TaskRun
from lab.running import TaskProgress
from words import failure_sentence


class Sayer:
    """Prints each sentence once, with the model that runs the task; those of one leg in order of time.

    Args:
        plan: of the experiment.
        words: of the reader.
    """

    def __init__(self, plan: Plan, words: Words) -> None:
        self._plan = plan
        self._words = words
        self._said: set[tuple[str, int, int, str]] = set()

    def take(self, leg: str, repeat: int, tasks: Iterable[TaskProgress]) -> None:
        """Say what has changed in the leg that runs."""
        moments = [(task.started_secs, task.task, "started", task.pid, 0.0) for task in tasks]
        moments += [
            (task.ended_secs, task.task, "ended", task.pid, task.ended_secs - task.started_secs)
            for task in tasks
            if task.ended_secs is not None and task.ended == "finished"
        ]
        for _, index, what, pid, secs in sorted(moments):
            self._say(leg, repeat, index, what, pid=pid, secs=secs)

    def take_runs(self, leg: Leg) -> None:
        """Say what has not been said yet of the runs that have ended."""
        for run in leg.runs:
            for task in sorted(run.tasks, key=lambda task: task.ended_secs):
                secs = task.ended_secs - task.started_secs
                self._say(leg.plan.key, run.repeat, task.index, "started", pid=task.pid)
                self._say(leg.plan.key, run.repeat, task.index, "ended", secs=secs, task=task)

    def _say(
        self,
        leg: str,
        repeat: int,
        index: int,
        what: str,
        *,
        pid: int = 0,
        secs: float = 0.0,
        task: TaskRun | None = None,
    ) -> None:
        if (leg, repeat, index, what) in self._said:
            return
        self._said.add((leg, repeat, index, what))
        for sentence in self._sentences(index, what, pid, secs, task):
            sys.stdout.write(f"[{leg}] {sentence}\n")
        sys.stdout.flush()

    def _sentences(self, index: int, what: str, pid: int, secs: float, task: TaskRun | None) -> list[str]:
        words, name = self._words, self._name(index)
        if what == "started":
            return [words.say("task.started", pid=pid), words.say("task.downloading", name=name)]
        if task is not None and task.failure is not None:
            return [words.say("task.failed", name=name, reason=failure_sentence(words, task.failure))]
        return [words.say("task.took", name=name, secs=round(secs, 2))]

    def _name(self, index: int) -> str:
        item = self._plan.own.items[index] if self._plan.own else {}
        return item.get("name") or item.get("url") or f"task-{index + 1:03}"

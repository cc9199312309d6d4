"""Runs an experiment here, and shows how far each leg is."""

from rich.progress import TaskID

from console.terminal import Bars, Terminal
from console.words import Words
from lab.experiment import Experiment, Leg, Plan
from lab.running import DistributedRunner, Progress, run_experiment
from lab.sentences import leg_name

from .say import Sayer


def run_and_show(
    terminal: Terminal,
    plan: Plan,
    *,
    distributed: DistributedRunner | None = None,
    origin_url: str = "",
    say: bool = False,
) -> Experiment:
    """Run the experiment; Ctrl-C ends it and all its processes.

    Args:
        terminal: where to show it.
        plan: what to run.
        distributed: runs the legs of RQ workers.
        origin_url: of the workload `http`.
        say: print the sentences of the study note, instead of bars, which they would break.

    Returns:
        The experiment, ended.
    """
    with terminal.progress(not say) as bars:
        shown = _Shown(bars, plan, terminal.words, Sayer(plan, terminal.words) if say else None)
        return run_experiment(
            plan,
            on_change=shown.take_change,
            on_progress=shown.take_progress,
            distributed=distributed,
            origin_url=origin_url,
        )


class _Shown:
    """A bar for each leg, from its first run on."""

    def __init__(self, bars: Bars, plan: Plan, words: Words, sayer: Sayer | None) -> None:
        self._bars = bars
        self._plan = plan
        self._words = words
        self._sayer = sayer
        self._of_leg: dict[str, TaskID] = {}
        self._ended: set[str] = set()

    def take_progress(self, progress: Progress) -> None:
        """Move the bar of the leg that runs, and say what its tasks say."""
        bar = self._bar(progress.leg)
        for _ in (task for task in progress.tasks if task.ended is not None):
            self._bars.step(bar)
        if self._sayer is not None:
            self._sayer.take(progress.leg, progress.repeat, progress.tasks)

    def take_change(self, experiment: Experiment) -> None:
        """Set the bars to what has been measured, and end those of legs that are done."""
        for leg in experiment.legs:
            if self._sayer is not None:
                self._sayer.take_runs(leg)
            if leg.runs:
                self._bars.reach(self._bar(leg.plan.key), len(leg.runs) * self._plan.tasks)
            if len(leg.runs) == self._plan.repeats and leg.plan.key not in self._ended:
                self._ended.add(leg.plan.key)
                self._bars.end(self._bar(leg.plan.key), self._end_line(leg))

    def _end_line(self, leg: Leg) -> str:
        secs = leg.summary.median_secs if leg.summary else 0.0
        return f"{leg_name(self._words, leg.plan)}: {secs:.2f} s"

    def _bar(self, key: str) -> TaskID:
        if key not in self._of_leg:
            plan = next(leg for leg in self._plan.legs if leg.key == key)
            total = self._plan.tasks * self._plan.repeats
            self._of_leg[key] = self._bars.add(leg_name(self._words, plan), total)
        return self._of_leg[key]

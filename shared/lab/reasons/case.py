"""The figures of a leg from which its reasons are found."""

from dataclasses import dataclass

from lab.experiment import Fact, Leg, LegRun, Summary
from lab.lanes import Lane, make_lanes
from lab.shares import RUN_AGAIN, Shares, run_shares
from lab.statistics import median_run

FASTER = 1.15
"""A speed-up from which on a leg is called faster."""

FASTER_ONCE = 1.4
"""The same where each leg ran once, so that nothing is known about the noise."""

Weighed = tuple[float, Fact]
"""How many seconds of the makespan a fact explains, and the fact."""


@dataclass(frozen=True, slots=True)
class Case:
    """A leg, and the figures of its median run.

    Attributes:
        leg, summary, baseline, cores: as in `find_reasons`.
        run: the leg's run with the median makespan.
        lanes: of that run.
        shares: what its tasks together spent their time on.
        task_secs: the time of its tasks together, without the runs that were lost or handed back.
        most_at_once: how many of its tasks ran at the same time, at most.
    """

    leg: Leg
    summary: Summary
    baseline: Leg | None
    cores: float
    run: LegRun
    lanes: tuple[Lane, ...]
    shares: Shares
    task_secs: float
    most_at_once: int

    @property
    def other_baseline(self) -> Summary | None:
        """The summary of the baseline, if that is another leg."""
        if self.baseline is None or self.baseline.plan == self.leg.plan:
            return None
        return self.baseline.summary

    @property
    def is_faster(self) -> bool:
        """Whether it is faster than the baseline, beyond the noise."""
        return is_faster(self.summary)

    @property
    def background_cores(self) -> float:
        """The most that other programs used during a repeat."""
        return max((run.background_cores or 0.0 for run in self.leg.runs), default=0.0)

    def explained(self, task_secs: float) -> float:
        """How much of the makespan so many seconds of tasks explain: tasks run beside each other."""
        return task_secs * self.run.makespan_secs / self.task_secs if self.task_secs else 0.0


def make_case(leg: Leg, summary: Summary, baseline: Leg | None, *, cores: float) -> Case:
    """Collect the figures; parameters as in `find_reasons`."""
    run = leg.runs[median_run(leg.runs)]
    return Case(
        leg=leg,
        summary=summary,
        baseline=baseline,
        cores=cores,
        run=run,
        lanes=make_lanes(run),
        shares=run_shares(run),
        task_secs=sum(t.ended_secs - t.started_secs for t in run.tasks if t.ended not in RUN_AGAIN),
        most_at_once=most_at_once(run),
    )


def is_faster(summary: Summary) -> bool:
    """Whether a leg is faster than its baseline, beyond the noise."""
    speed_up, interval = summary.speed_up, summary.speed_up_interval
    if speed_up is None or interval is None or interval.low <= 1:
        return False
    return speed_up >= (FASTER if interval.high > interval.low else FASTER_ONCE)


def most_at_once(run: LegRun) -> int:
    """How many tasks of the run ran at the same time, at most."""
    starts = [(task.started_secs, 1) for task in run.tasks]
    ends = [(task.ended_secs, -1) for task in run.tasks]
    most = now = 0
    for _, change in sorted(starts + ends):
        now += change
        most = max(most, now)
    return most

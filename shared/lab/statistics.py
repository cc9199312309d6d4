"""What a leg's figures mean: against the sequential leg, and against what is possible at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from download_task import Outcome

from .leg import Leg


@dataclass(frozen=True, slots=True)
class Runners:
    """How many different hosts, processes, interpreters and threads ran a leg."""

    hosts: int
    processes: int
    interpreters: int
    threads: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One leg, compared.

    Attributes:
        leg: the leg.
        runners: who ran it.
        speed_up: the sequential leg's makespan over this one's; infinite when this one took no time.
        ideal_secs: the least time in which so many slots could have done it.
        ratio_to_ideal: its makespan over the ideal; 1 is perfect, and infinite when the ideal is no time.
        failed: how many of its downloads did not finish.
    """

    leg: Leg
    runners: Runners
    speed_up: float
    ideal_secs: float
    ratio_to_ideal: float
    failed: int


def compare(leg: Leg, sequential: Leg) -> Comparison:
    """Compare a leg with the sequential one of the same batch.

    The ideal is made of the durations *measured* in the sequential leg, where no task waits for another.
    """
    ideal = ideal_secs([outcome.wall_secs for outcome in sequential.outcomes], leg.slots)
    return Comparison(
        leg=leg,
        runners=count_runners(leg.outcomes),
        speed_up=_ratio(sequential.makespan_secs, leg.makespan_secs),
        ideal_secs=ideal,
        ratio_to_ideal=_ratio(leg.makespan_secs, ideal),
        failed=sum(outcome.state != "finished" for outcome in leg.outcomes),
    )


def ideal_secs(durations_secs: Sequence[float], slots: int) -> float:
    """A bound no schedule can beat: the longest task, or all work spread evenly over the slots."""
    if not durations_secs:
        return 0.0
    return max(max(durations_secs), sum(durations_secs) / max(1, slots))


def count_runners(outcomes: Sequence[Outcome]) -> Runners:
    """Count who ran the outcomes; threads and interpreters are counted within their process."""
    runners = [outcome.runner for outcome in outcomes]
    return Runners(
        hosts=len({r.host for r in runners}),
        processes=len({(r.host, r.pid) for r in runners}),
        interpreters=len({(r.host, r.pid, r.interpreter_id) for r in runners}),
        threads=len({(r.host, r.pid, r.thread_id) for r in runners}),
    )


def _ratio(secs: float, of_secs: float) -> float:
    return secs / of_secs if of_secs else float("inf")

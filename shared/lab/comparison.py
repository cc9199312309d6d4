"""A leg compared: with the sequential leg, and with the shortest time possible."""

from collections.abc import Sequence
from dataclasses import dataclass

from cores import usable_cores
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
        speed_up: the sequential leg's makespan over this one's; None when that says nothing, because a
            download did not finish in one of the two, or no time passed.
        ideal_secs: the least time in which so many slots and cores could have done it.
        ratio_to_ideal: its makespan over the ideal, 1 is perfect; None as for the speed-up.
        failed: how many of its downloads did not finish.
    """

    leg: Leg
    runners: Runners
    speed_up: float | None
    ideal_secs: float
    ratio_to_ideal: float | None
    failed: int


def compare(leg: Leg, sequential: Leg, *, cores: float | None = None) -> Comparison:
    """Compare a leg with the sequential one of the same batch.

    The ideal is made of the durations *measured* in the sequential leg, where no task waits for another.

    Args:
        leg, sequential: the two.
        cores: how many cores could compute; by default those that this process may use.
    """
    ideal = ideal_secs(
        [outcome.wall_secs for outcome in sequential.outcomes],
        leg.slots,
        cpu_secs=sum(outcome.cpu_secs for outcome in sequential.outcomes),
        cores=usable_cores() if cores is None else cores,
    )
    failed = sum(outcome.state != "finished" for outcome in leg.outcomes)
    says_something = not failed and all(outcome.state == "finished" for outcome in sequential.outcomes)
    return Comparison(
        leg=leg,
        runners=count_runners(leg.outcomes),
        speed_up=_ratio(sequential.makespan_secs, leg.makespan_secs) if says_something else None,
        ideal_secs=ideal,
        ratio_to_ideal=_ratio(leg.makespan_secs, ideal) if says_something else None,
        failed=failed,
    )


def ideal_secs(
    durations_secs: Sequence[float], slots: int, *, cpu_secs: float = 0.0, cores: float = 1
) -> float:
    """A bound no schedule can beat: the longest task, all tasks spread evenly over the slots, or all
    computing spread evenly over the slots that have a core.

    Args:
        durations_secs: of each task, by the clock.
        slots: how many tasks run at a time.
        cpu_secs: how long all tasks together compute.
        cores: how many can compute at a time.
    """
    if not durations_secs:
        return 0.0
    computing = cpu_secs / min(max(1, slots), cores)
    return max(max(durations_secs), sum(durations_secs) / max(1, slots), computing)


def count_runners(outcomes: Sequence[Outcome]) -> Runners:
    """Count who ran the outcomes; threads and interpreters are counted within their process."""
    runners = [outcome.runner for outcome in outcomes]
    return Runners(
        hosts=len({r.host for r in runners}),
        processes=len({(r.host, r.pid) for r in runners}),
        interpreters=len({(r.host, r.pid, r.interpreter_id) for r in runners}),
        threads=len({(r.host, r.pid, r.thread_id) for r in runners}),
    )


def _ratio(secs: float, of_secs: float) -> float | None:
    return secs / of_secs if of_secs else None

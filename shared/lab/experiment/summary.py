"""What the repeats of a leg come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Interval(NamedTuple):
    """The middle 95 % of a percentile bootstrap of a median.

    Of few repeats it contains the true median less often than 95 times of 100: of 3 at most 75 times, of 5 at
    most 94 times. See `lab.bootstrap.confidence`.
    """

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

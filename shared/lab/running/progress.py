"""How far a leg's run has come: what is shown while it runs."""

from dataclasses import dataclass
from typing import NamedTuple

from lab.experiment import Sample


class TaskProgress(NamedTuple):
    """A task that has changed. Times are seconds since the start of the leg's run.

    Attributes:
        task: its index in the batch.
        started_secs: when it started.
        ended_secs, ended: when and how it ended; None while it runs.
        host, pid, thread_id, interpreter_id: who runs it.
        samples: those since the last progress.
    """

    task: int
    started_secs: float
    ended_secs: float | None
    ended: str | None
    host: str
    pid: int
    thread_id: int
    interpreter_id: int
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """What has changed in the leg that runs.

    Attributes:
        experiment: its id.
        leg: the key of the leg.
        repeat: the number of its run, from 0.
        order: its place among all runs of legs, from 0.
        of: how many runs of legs there are.
        elapsed_secs: since the start of the run; 0 while its process starts.
        tasks: those that have changed since the last progress.
    """

    experiment: str
    leg: str
    repeat: int
    order: int
    of: int
    elapsed_secs: float = 0.0
    tasks: tuple[TaskProgress, ...] = ()

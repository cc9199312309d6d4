"""One job in one slot."""

from dataclasses import dataclass
from typing import Literal

from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue

from .stopping import StopToken

HandBackReason = Literal["worker stopping", "worker lost", "slot lost"]


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """One job in one slot.

    Attributes:
        slot: its number, from 0.
        job, queue: what to run, and where it came from.
        execution: RQ's record of this run.
        token: this run's wish to end.
    """

    slot: int
    job: Job
    queue: Queue
    execution: Execution
    token: StopToken

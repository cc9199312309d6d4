"""One job in one slot, from the moment it is taken until its slot is free again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue

from .leases import Place
from .stopping import StopToken

HandBackReason = Literal["worker stopping", "worker lost"]


@dataclass(eq=False)
class Assignment:
    """One job in one slot.

    Attributes:
        place: the slot.
        queue: where the job came from.
        execution: RQ's record of this run.
        timeout_secs: the job's time limit; not positive: none.
        record: the job's hash, as Redis had it when the job was taken; empty: its slot took it, and has it.
        load: makes RQ's object of the job; raises when what Redis has of it is no job.
        token: this run's wish to end.
    """

    place: Place
    queue: Queue
    execution: Execution
    timeout_secs: int
    record: dict[bytes, bytes] = field(repr=False)
    load: Callable[[], Job] = field(repr=False)
    token: StopToken = field(init=False)

    def __post_init__(self) -> None:
        self.token = StopToken(self.job_id)
        self.token.execution = self.execution

    @property
    def job_id(self) -> str:
        """The job's id."""
        return self.execution.job_id

    @cached_property
    def job(self) -> Job:
        """The job; made where it is needed, since a slot that is a process makes its own."""
        return self.load()


@dataclass(frozen=True, slots=True)
class Loss:
    """How a slot lost the process that ran its job.

    Attributes:
        pid: its process id.
        exit_code: what it ended with; negative: the signal that killed it; None: nobody knows.
    """

    pid: int
    exit_code: int | None


@dataclass(frozen=True, slots=True)
class Ended:
    """That a slot is done with its job, and whether it lost its process over it."""

    assignment: Assignment
    loss: Loss | None = None

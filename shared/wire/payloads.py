"""The data of each type of event.

queued                                   Queued
started                                  Started
progress                                 Progress
finished, failed, retrying, cancelled    Ended
handed-back                              HandedBack
requeued                                 Requeued
"""

from dataclasses import dataclass
from typing import Literal, get_args

from download_task import Failure, Runner

from .progress import Progress
from .queues import Pool
from .run import Run, RunEnd, iso

EventType = Literal[
    "queued",  # a batch was queued: one event for all its downloads
    "started",
    "progress",
    "finished",
    "failed",  # for good
    "retrying",  # failed, and back on the queue
    "cancelled",
    "handed-back",  # back on the queue, because its worker stopped or died
    "requeued",  # back on the queue, because a client asked to run it again
]
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)


@dataclass(frozen=True, slots=True)
class Queued:
    """A batch was queued: how many downloads, and for which pool."""

    count: int
    pool: Pool


@dataclass(frozen=True, slots=True)
class Started:
    """A run has started. `name` is the download's, `run` the run's number."""

    name: str
    run: int
    worker: str
    pool: str
    started_at: str
    runner: Runner | None

    @classmethod
    def of(cls, name: str, run: Run) -> "Started":
        """The event's data for this run."""
        return cls(name, run.number, run.worker, run.pool, iso(run.started_at), run.runner)


@dataclass(frozen=True, slots=True)
class Ended:
    """A run has ended, and its download with it, for good or until its retry.

    All but `name` is missing for a download that was cancelled before it ran.
    """

    name: str
    run: int | None = None
    ended: RunEnd | None = None
    ended_at: str | None = None
    failure: Failure | None = None
    wall_secs: float | None = None
    cpu_secs: float | None = None
    size_bytes: int = 0

    @classmethod
    def of(cls, name: str, run: Run) -> "Ended":
        """The event's data for this run."""
        return cls(
            name=name,
            run=run.number,
            ended=run.ended,
            ended_at=iso(run.ended_at or run.started_at),
            failure=run.failure,
            wall_secs=run.wall_secs,
            cpu_secs=run.cpu_secs,
            size_bytes=run.size_bytes,
        )


@dataclass(frozen=True, slots=True)
class HandedBack:
    """A download is back on its queue, because its worker stopped or died.

    Attributes:
        name: the download's name.
        ended: `"handed-back"` if the worker stopped, `"lost"` if it died.
        ended_at: when that was noticed.
        by: the worker that put the download back.
        run: the run's number; None if its task had not started.
    """

    name: str
    ended: RunEnd
    ended_at: str
    by: str
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Requeued:
    """A client asked to run a failed or cancelled download again."""

    name: str


Payload = Queued | Started | Progress | Ended | HandedBack | Requeued

PAYLOAD_OF: dict[EventType, type[Payload]] = {
    "queued": Queued,
    "started": Started,
    "progress": Progress,
    "finished": Ended,
    "failed": Ended,
    "retrying": Ended,
    "cancelled": Ended,
    "handed-back": HandedBack,
    "requeued": Requeued,
}

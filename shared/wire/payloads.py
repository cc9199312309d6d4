"""The data of each type of event.

queued                                   Queued
started                                  Started
progress                                 Progress
finished, failed, retrying, cancelled    Ended
handed-back                              HandedBack
requeued                                 Requeued
experiment                               ExperimentChanged
experiment-progress                      ExperimentProgress
"""

from dataclasses import dataclass
from typing import Any, Literal, get_args

from download_task import Failure, Runner

from .progress import Progress
from .queues import Pool
from .run import Run, RunEnd, iso
from .states import ExperimentState

EventType = Literal[
    "queued",  # a batch was queued: one event for all its downloads
    "started",
    "progress",
    "finished",
    "failed",  # for good
    "retrying",  # failed, and back on the queue after a pause
    "cancelled",
    "handed-back",  # back on the queue, because its worker stopped or died
    "requeued",  # back on the queue, because a client asked to run it again
    "experiment",  # an experiment has changed: ask for it to see how
    "experiment-progress",  # tasks of the leg that runs
]
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
EXPERIMENT_EVENT_TYPES: tuple[EventType, ...] = ("experiment", "experiment-progress")


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
    worker_number: int | None = None

    @classmethod
    def of(cls, name: str, run: Run) -> "Started":
        """The event's data for this run."""
        started_at = iso(run.started_at)
        return cls(name, run.number, run.worker, run.pool, started_at, run.runner, run.worker_number)


@dataclass(frozen=True, slots=True)
class Ended:
    """A run has ended, and its download with it, for good or until its retry.

    All but `name` is missing for a download that was cancelled before it ran; `retry_at` is when it is queued
    again.
    """

    name: str
    run: int | None = None
    ended: RunEnd | None = None
    ended_at: str | None = None
    failure: Failure | None = None
    wall_secs: float | None = None
    cpu_secs: float | None = None
    size_bytes: int = 0
    retry_at: str | None = None

    @classmethod
    def of(cls, name: str, run: Run, retry_at: float | None = None) -> "Ended":
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
            retry_at=iso(retry_at) if retry_at is not None else None,
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


@dataclass(frozen=True, slots=True)
class ExperimentChanged:
    """An experiment has another state, or a leg of it has ended.

    Attributes:
        experiment: its id.
        state: as it is now.
        position: its place in the queue, from 1; None unless it is queued.
        leg, repeat: of the run that ended last; None if none has.
    """

    experiment: str
    state: ExperimentState
    position: int | None = None
    leg: str | None = None
    repeat: int | None = None


@dataclass(frozen=True, slots=True)
class ExperimentProgress:
    """What has changed about the tasks of the leg that runs. Gone from the stream when the leg has ended.

    Attributes:
        experiment: its id.
        leg: the key of the leg.
        repeat: which run of it, from 0.
        elapsed_secs: since the start of that run.
        tasks: each `[index, started_secs, ended_secs | null, ended | null, host, pid, thread_id,
            interpreter_id, [samples since the last event]]`, a sample as in `lab.experiment`.
    """

    experiment: str
    leg: str
    repeat: int
    elapsed_secs: float
    tasks: list[list[Any]]


Payload = Queued | Started | Progress | Ended | HandedBack | Requeued | ExperimentChanged | ExperimentProgress

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
    "experiment": ExperimentChanged,
    "experiment-progress": ExperimentProgress,
}

"""A run: one attempt of a download by one runner, stored as a JSON field of the job's hash."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from download_task import Failure, Outcome, Runner

from . import typed_json

RunEnd = Literal[
    "finished",
    "failed",  # for good, or to be retried
    "cancelled",
    "handed-back",  # its worker stopped, and put the job back on its queue
    "lost",  # its worker died, and another one put the job back
]
RUN_ENDS: tuple[RunEnd, ...] = get_args(RunEnd)
MAX_EPOCH_SECS = 253_402_300_800  # the year 10,000, which ISO 8601 text has no place for


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt of a download by one runner.

    Attributes:
        number: counted from 1 for each download.
        execution: the id of RQ's execution: the record that the worker holds the job.
        worker: the worker's name.
        pool: the kind of the worker's slots.
        started_at: when the task started, seconds since the epoch.
        runner: who ran it; None if the task never started.
        ended_at: when it ended, seconds since the epoch; None while it runs.
        ended: how it ended; None while it runs.
        failure: why it failed or was cancelled.
        wall_secs: how long it took.
        cpu_secs: the CPU time of its thread; None if unknown.
        size_bytes: bytes received.
        sha256: their SHA-256 in hexadecimal.
        work_result: what the work after the bytes computed.
        core_wait_secs: how long its thread waited for a core; None if unknown.
        work_secs: how long the work after the bytes took; None without work, as the next two.
        work_cpu_secs: the CPU time of the work.
        work_core_wait_secs: how long the work waited for a core; None if unknown.
        worker_number: the worker's within its pool; None if unknown.
    """

    number: int
    execution: str
    worker: str
    pool: str
    started_at: float
    runner: Runner | None = None
    ended_at: float | None = None
    ended: RunEnd | None = None
    failure: Failure | None = None
    wall_secs: float | None = None
    cpu_secs: float | None = None
    size_bytes: int = 0
    sha256: str | None = None
    work_result: str | None = None
    core_wait_secs: float | None = None
    work_secs: float | None = None
    work_cpu_secs: float | None = None
    work_core_wait_secs: float | None = None
    worker_number: int | None = None

    def ended_with(self, outcome: Outcome) -> "Run":
        """The run with the end that the task's outcome tells."""
        has_worked = outcome.work_secs > 0
        return replace(
            self,
            runner=outcome.runner,
            ended_at=max(outcome.ended_at, self.started_at),
            ended=outcome.state,
            failure=outcome.failure,
            wall_secs=outcome.wall_secs,
            cpu_secs=outcome.cpu_secs,
            size_bytes=outcome.size_bytes,
            sha256=outcome.sha256,
            work_result=outcome.work_result,
            core_wait_secs=outcome.core_wait_secs,
            work_secs=outcome.work_secs if has_worked else None,
            work_cpu_secs=outcome.work_cpu_secs if has_worked else None,
            work_core_wait_secs=outcome.work_core_wait_secs,
        )

    def ended_as(self, ended: RunEnd, at: float, failure: Failure | None = None) -> "Run":
        """The run with an end for which there is no outcome."""
        at = max(at, self.started_at)
        return replace(self, ended=ended, ended_at=at, failure=failure, wall_secs=at - self.started_at)

    def to_json(self) -> str:
        """The run as it is stored: without its number, which the field's name holds, and without None."""
        known = {name: value for name, value in asdict(self).items() if value is not None}
        del known["number"]
        return json.dumps(known, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, number: int, text: str | bytes) -> "Run | None":
        """The run that `to_json` wrote; None if the text is not one."""
        run = typed_json.from_json(cls, text, number=number)
        return run if run is not None and _is_moment(run.started_at) and _is_moment(run.ended_at) else None

    def facts(self) -> dict[str, Any]:
        """The run as the API shows it."""
        return {
            "number": self.number,
            "worker": self.worker,
            "worker_number": self.worker_number,
            "pool": self.pool,
            "runner": asdict(self.runner) if self.runner else None,
            "started_at": iso(self.started_at),
            "ended_at": iso(self.ended_at) if self.ended_at is not None else None,
            "ended": self.ended,
            "failure": asdict(self.failure) if self.failure else None,
            "wall_secs": self.wall_secs,
            "cpu_secs": self.cpu_secs,
            "core_wait_secs": self.core_wait_secs,
            "work_secs": self.work_secs,
            "work_cpu_secs": self.work_cpu_secs,
            "work_core_wait_secs": self.work_core_wait_secs,
        }


def end_lost_runs(runs: list[Run], *, is_running: bool, at: float) -> list[Run]:
    """The runs, with the end `lost` for those that have none, except the last one of a running download.

    A worker that puts a job back on its queue writes the run's end a moment later, and may die in between.

    Args:
        runs: oldest first.
        is_running: whether the download runs now.
        at: when the last run ended at the latest, seconds since the epoch.
    """
    if not runs:
        return []
    ends = [*(run.started_at for run in runs[1:]), None if is_running else at]
    return [
        run if run.ended or end is None else run.ended_as("lost", end)
        for run, end in zip(runs, ends, strict=True)
    ]


def _is_moment(epoch_secs: float | None) -> bool:
    return epoch_secs is None or 0 <= epoch_secs < MAX_EPOCH_SECS


def iso(epoch_secs: float) -> str:
    """The time as ISO 8601 text in UTC."""
    return datetime.fromtimestamp(epoch_secs, UTC).isoformat().replace("+00:00", "Z")

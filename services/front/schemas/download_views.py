"""Downloads, their runs and their batches, as the API shows them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from download_task.request import WorkKind
from wire import Pool, RunEnd, State


class RunnerView(BaseModel):
    """Who ran a task."""

    host: str
    pid: int
    thread_id: int
    interpreter_id: int
    task: str


class FailureView(BaseModel):
    """Why a run failed or was cancelled."""

    code: str
    reason: str = Field(description="the narrower case within the code; empty if there is only one")
    values: dict[str, Any] = Field(description="the facts")
    message: str = Field(description="a sentence, in the reader's language")
    retryable: bool = Field(description="whether running it again may help")


class RunView(BaseModel):
    """One attempt of a download by one runner."""

    number: int = Field(description="counted from 1")
    worker: str
    worker_number: int | None = Field(description="the worker's number within its pool, when known")
    pool: str = Field(description="what the worker's slots are")
    runner: RunnerView | None = Field(description="null if the task never started")
    started_at: datetime
    ended_at: datetime | None
    ended: RunEnd | None = Field(description="null while it runs; lost: its worker died")
    failure: FailureView | None
    wall_secs: float | None
    cpu_secs: float | None
    core_wait_secs: float | None = Field(description="ready to run, waiting for a core; null if unknown")
    work_secs: float | None = Field(description="the work after the bytes; null without work")
    work_cpu_secs: float | None = Field(description="the CPU time of the work")
    work_core_wait_secs: float | None = Field(description="how long the work waited for a core")


class WorkView(BaseModel):
    """What a download computes after the bytes."""

    kind: WorkKind
    rounds: int


class DownloadLinks(BaseModel):
    self: str
    file: str | None


class DownloadView(BaseModel):
    """A download in its current state."""

    id: str
    batch: str
    name: str
    url: str | None
    pool: str
    work: WorkView | None = Field(description="what it computes after the bytes; null when nothing")
    state: State
    retry_at: datetime | None = Field(description="when a scheduled download is queued again; null otherwise")
    fraction: float | None = Field(description="the part that is done, 0 to 1; null if unknown")
    bytes_done: int
    bytes_total: int | None
    runs: list[RunView] = Field(description="its attempts, oldest first")
    handed_back: list[str] = Field(description="why it went back to its queue, each time")
    cancel_requested: bool
    runner: RunnerView | None = Field(description="the runner of its last run")
    outcome: dict[str, Any] | None = Field(description="how its last run ended; null while it waits or runs")
    error: dict[str, Any] | None = Field(
        description="why it failed or was cancelled: code, reason, values and message"
    )
    created_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    links: DownloadLinks


class DownloadPage(BaseModel):
    """Downloads, newest first. A page may be short; continue until `next_cursor` is null."""

    downloads: list[DownloadView]
    next_cursor: str | None


class BatchLinks(BaseModel):
    self: str
    downloads: str


class BatchView(BaseModel):
    """A batch in its current state."""

    id: str
    created_at: datetime
    count: int
    pool: Pool
    states: dict[State, int]
    done: bool
    links: BatchLinks


class Accepted(BaseModel):
    """The answer to a submission."""

    batch: BatchView
    downloads: list[str] = Field(description="the ids, in the order of the items")


class BatchChange(BaseModel):
    """The answer to a change of a whole batch."""

    batch: BatchView = Field(description="as it stands now")
    downloads: list[str] = Field(description="the ids of those that were asked to change")

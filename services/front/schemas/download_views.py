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
    """Why a run did not finish."""

    code: str
    reason: str = Field(description="the narrower case within the code; empty when there is one only")
    values: dict[str, Any] = Field(description="the facts")
    message: str = Field(description="a sentence of them, in the reader's language")
    retryable: bool = Field(description="whether running it again may help")


class RunView(BaseModel):
    """One attempt of a download by one runner."""

    number: int = Field(description="counted from 1")
    worker: str
    pool: str = Field(description="what the worker's slots are")
    runner: RunnerView | None = Field(description="null when the task itself never started")
    started_at: datetime
    ended_at: datetime | None
    ended: RunEnd | None = Field(description="null while it runs; lost: its worker died")
    failure: FailureView | None
    wall_secs: float | None
    cpu_secs: float | None


class WorkView(BaseModel):
    """What a download computes after the bytes."""

    kind: WorkKind
    rounds: int


class DownloadLinks(BaseModel):
    self: str
    file: str | None


class DownloadView(BaseModel):
    """A download as it stands."""

    id: str
    batch: str
    name: str
    url: str | None
    pool: str
    work: WorkView | None = Field(description="what it computes after the bytes; null when nothing")
    state: State
    fraction: float | None = Field(description="how much is done, 0 to 1, when known")
    bytes_done: int
    bytes_total: int | None
    runs: list[RunView] = Field(description="its attempts, oldest first")
    handed_back: list[str] = Field(description="why it went back to its queue, each time")
    cancel_requested: bool
    runner: RunnerView | None = Field(description="who runs or ran it last")
    outcome: dict[str, Any] | None = Field(description="how its last run ended, when nothing follows")
    error: dict[str, Any] | None = Field(
        description="of a failure: its code, the reason within it, their values, and a message"
    )
    created_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    links: DownloadLinks


class DownloadPage(BaseModel):
    """Downloads, newest first; a page may be short, go on until `next_cursor` is null."""

    downloads: list[DownloadView]
    next_cursor: str | None


class BatchLinks(BaseModel):
    self: str
    downloads: str


class BatchView(BaseModel):
    """A batch as it stands."""

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

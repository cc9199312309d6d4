"""Workers and pools, as the API shows them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from wire import Pool


class RunningView(BaseModel):
    slot: int | None
    download: str
    name: str
    started_at: float


class WorkerView(BaseModel):
    """A worker process, one a container."""

    name: str
    number: int | None = Field(
        description="its number within its pool while it lives; null for a worker that is not of Parallax"
    )
    hostname: str
    pid: int
    pool: str | None
    slots: int
    queues: list[str]
    state: str
    last_heartbeat: datetime | None
    heartbeat_secs: float | None = Field(description="how often there is a heartbeat, when known")
    cores: float | None = Field(
        description="how many cores it may use, when known; a part of one in a container with a quota"
    )
    machine: str | None = Field(
        description="the same for workers that share their cores, in whatever containers, when known"
    )
    python: str | None = Field(description="the version of its Python, when known")
    gil: bool | None = Field(description="whether the GIL was on when it registered, when known")
    finished_jobs: int
    failed_jobs: int = Field(description="how many failed or were cancelled while they ran")
    running: list[RunningView]


class UnservedView(BaseModel):
    """Why a pool has no worker, according to `parallax serve`."""

    reason: str = Field(description="no-python-3-14, installing or not-installed")
    values: dict[str, Any] = Field(description="the facts of the reason's sentence")


class PoolView(BaseModel):
    """A pool that downloads can ask for."""

    name: Pool
    served: bool = Field(description="whether a live worker takes its downloads; otherwise they wait")
    slots: int = Field(description="of all workers that take its downloads")
    unserved: UnservedView | None = Field(description="why it has no worker; null if unknown")


class WorkersView(BaseModel):
    """All workers, and which pools they serve."""

    workers: list[WorkerView]
    pools: list[PoolView]
    slots_total: int
    slots_busy: int

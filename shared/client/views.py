"""What the API answers with, as types over its JSON: fields of a newer server pass through untouched."""

from typing import Any, NotRequired, TypedDict


class Links(TypedDict):
    """Paths below the front's address."""

    self: str


class BatchLinks(Links):
    """The paths of a batch."""

    downloads: str


class DownloadLinks(Links):
    """The paths of a download; `file` once there is one."""

    file: str | None


class BatchView(TypedDict):
    """Downloads submitted together, counted by state."""

    id: str
    created_at: str
    count: int
    pool: str
    states: dict[str, int]
    done: bool
    links: BatchLinks


class Accepted(TypedDict):
    """The answer to a submission: the batch, and the IDs in the order of the items."""

    batch: BatchView
    downloads: list[str]


class BatchChange(TypedDict):
    """The answer to a change of a whole batch: how it stands, and the IDs of what was asked to change."""

    batch: BatchView
    downloads: list[str]


class FailureView(TypedDict):
    """Why something failed; `message` is in the language that was asked for."""

    code: str
    reason: str
    values: dict[str, Any]
    message: str
    retryable: bool


class RunnerView(TypedDict):
    """Who ran a task: process, thread and interpreter, and the function itself."""

    host: str
    pid: int
    thread_id: int
    interpreter_id: int
    task: str


class RunView(TypedDict):
    """One attempt of a download by one runner."""

    number: int
    worker: str
    worker_number: int | None
    pool: str
    runner: RunnerView | None
    started_at: str
    ended_at: str | None
    ended: str | None
    failure: FailureView | None
    wall_secs: float | None
    cpu_secs: float | None
    core_wait_secs: float | None
    work_secs: float | None
    work_cpu_secs: float | None
    work_core_wait_secs: float | None


class WorkView(TypedDict):
    """What a download computes after the bytes."""

    kind: str
    rounds: int


class DownloadView(TypedDict):
    """A download as it stands."""

    id: str
    batch: str
    name: str
    url: str | None
    pool: str
    work: WorkView | None
    state: str
    retry_at: str | None
    fraction: float | None
    bytes_done: int
    bytes_total: int | None
    runs: list[RunView]
    handed_back: list[str]
    cancel_requested: bool
    runner: RunnerView | None
    outcome: dict[str, Any] | None
    error: dict[str, Any] | None
    created_at: str | None
    started_at: str | None
    ended_at: str | None
    links: DownloadLinks


class DownloadPage(TypedDict):
    """Downloads, newest first, and where the next page begins."""

    downloads: list[DownloadView]
    next_cursor: str | None


class RunningView(TypedDict):
    """What a slot runs."""

    slot: int | None
    download: str
    name: str
    started_at: float


class WorkerView(TypedDict):
    """A worker process, one a container."""

    name: str
    number: int | None
    hostname: str
    pid: int
    pool: str | None
    slots: int
    queues: list[str]
    state: str
    last_heartbeat: str | None
    heartbeat_secs: float | None
    cores: float | None
    machine: str | None
    python: str | None
    gil: bool | None
    finished_jobs: int
    failed_jobs: int
    running: list[RunningView]


class UnservedView(TypedDict):
    """Why a pool has no worker."""

    reason: str
    values: dict[str, Any]


class PoolView(TypedDict):
    """A pool that downloads can ask for; `unserved` is null when nobody told why."""

    name: str
    served: bool
    slots: int
    unserved: UnservedView | None


class WorkersView(TypedDict):
    """All live workers, and which pools they serve."""

    workers: list[WorkerView]
    pools: list[PoolView]
    slots_total: int
    slots_busy: int


class ExperimentChange(TypedDict):
    """The answer to a cancel."""

    id: str
    state: str


class LegGist(TypedDict):
    """A leg, in a list of experiments."""

    key: str
    median_secs: float | None
    speed_up: float | None


class LegPlanView(TypedDict):
    """A leg, as it was asked for."""

    model: str
    python: str
    pool: str


class PlanView(TypedDict):
    """What an experiment compares."""

    workload: str
    legs: list[LegPlanView]
    tasks: int
    slots: int
    repeats: int
    seed: int
    scale: float
    prediction: list[str]


class Fact(TypedDict):
    """What is known, by a code that the words name."""

    code: str
    values: NotRequired[dict[str, Any]]


class ExperimentGist(TypedDict):
    """An experiment, in a list of them: without its tasks."""

    id: str
    plan: PlanView
    state: str
    created_at: float
    started_at: float | None
    ended_at: float | None
    failure: Fact | None
    position: int | None
    legs: list[LegGist]


class ExperimentList(TypedDict):
    """All experiments that are kept, newest first."""

    experiments: list[ExperimentGist]

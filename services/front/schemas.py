"""What the API takes and gives, as pydantic models: validation and OpenAPI come from them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticKnownError

from download_task import InvalidDownload, valid_name, valid_url
from download_task.request import MAX_TIME_SCALE, MAX_WORK_ROUNDS, SHA256
from wire import Pool, RunEnd, State

from .validation import refusal

MAX_ITEMS = 10_000
MAX_WRONG_ITEMS = 100
MAX_RETRIES = 100
MAX_PAGE_DOWNLOADS = 500
PROBLEM_TYPE = "application/problem+json"
ID_PATTERN = r"^[A-Za-z0-9_-]{1,128}$"
Checksum = Annotated[
    str, Field(pattern=f"^{SHA256.pattern}$", description="sha256: and 64 hexadecimal digits")
]


class Strict(BaseModel):
    """No unknown fields, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Item(Strict):
    """One download: a `name` to simulate, as in the note, or a `url` to fetch."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": [field], "properties": {field: {"type": "string"}}} for field in ("name", "url")
            ]
        }
    )

    name: str | None = Field(
        default=None, description="what it is called; of a URL, the file name to store it under"
    )
    url: str | None = Field(default=None, description="an http(s) URL on an allowed host")
    checksum: Checksum | None = None

    @field_validator("name")
    @classmethod
    def _name_is_valid(cls, name: str | None) -> str | None:
        return name if name is None else _plainly(valid_name, name)

    @field_validator("url")
    @classmethod
    def _url_is_valid(cls, url: str | None) -> str | None:
        return url if url is None else _plainly(valid_url, url)

    @model_validator(mode="after")
    def _says_what(self) -> "Item":
        if self.name is None and self.url is None:
            raise refusal(InvalidDownload("", "name-or-url"))
        if self.checksum is not None and self.url is None:
            raise refusal(InvalidDownload("", "checksum-needs-url"))
        return self


class WorkOrder(Strict):
    """Computing after the bytes; a round is about a millisecond of one core."""

    kind: Literal["python", "hashlib"] = Field(
        description="python holds the interpreter lock, hashlib releases it"
    )
    rounds: int = Field(ge=0, le=MAX_WORK_ROUNDS)


class Submission(Strict):
    """Downloads to queue together."""

    items: list[Item] = Field(min_length=1, max_length=MAX_ITEMS)
    pool: Pool = Field(
        default="any", description="who runs them; any: the queue that every worker serves too"
    )
    work: WorkOrder | None = None
    retries: int = Field(
        default=0, ge=0, le=MAX_RETRIES, description="how often a failed download is run again"
    )
    checksum: Checksum | None = Field(
        default=None, description="of every item that has a url and no own checksum"
    )
    seed: int | None = Field(
        default=None, ge=-(2**63), lt=2**63, description="makes simulated seconds repeatable"
    )
    time_scale: float = Field(
        default=1.0, ge=0, le=MAX_TIME_SCALE, description="multiplies the simulated seconds"
    )
    language: Literal["en", "zh"] = Field(
        default="en", deprecated=True, description="ignored: sentences are made in the reader's language"
    )

    @field_validator("items", mode="before")
    @classmethod
    def _stop_at_many_wrong_items(cls, items: Any) -> Any:
        """Check the items one by one, and leave out what follows the first 100 wrong ones.

        What is wrong is found again by the field's own check, which keeps some kilobytes for each error.
        """
        if not isinstance(items, list):
            return items
        if len(items) > MAX_ITEMS:
            limits = {"field_type": "List", "max_length": MAX_ITEMS, "actual_length": len(items)}
            raise PydanticKnownError("too_long", limits)
        checked: list[Any] = []
        wrong = 0
        for item in items:
            try:
                checked.append(Item.model_validate(item))
            except ValidationError:
                checked.append(item)
                wrong += 1
                if wrong == MAX_WRONG_ITEMS:
                    break
        return checked


def _plainly(check: Any, value: str) -> str:
    try:
        return str(check(value))
    except InvalidDownload as error:
        raise refusal(error) from error


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


class RunningView(BaseModel):
    slot: int | None
    download: str
    name: str
    started_at: float


class WorkerView(BaseModel):
    """A worker process, one a container."""

    name: str
    hostname: str
    pid: int
    pool: str | None
    slots: int
    queues: list[str]
    state: str
    last_heartbeat: datetime | None
    finished_jobs: int
    failed_jobs: int
    running: list[RunningView]


class UnservedView(BaseModel):
    """Why a pool has no worker, as whoever started the workers told it."""

    reason: str = Field(description="no-python-3-14, installing or not-installed")
    values: dict[str, Any] = Field(description="the facts of the reason's sentence")


class PoolView(BaseModel):
    """A pool that downloads can ask for."""

    name: Pool
    served: bool = Field(description="whether a live worker takes its downloads; else they wait")
    slots: int = Field(description="of all workers that take its downloads")
    unserved: UnservedView | None = Field(description="why it has no worker; null when nobody told")


class WorkersView(BaseModel):
    """All workers, and which pools they serve."""

    workers: list[WorkerView]
    pools: list[PoolView]
    slots_total: int
    slots_busy: int


class HealthView(BaseModel):
    status: Literal["ok"]


class ProblemView(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] | None = None


def problems(*statuses: int) -> dict[Any, Any]:
    """What the API's description says of these answers."""
    schema = {"$ref": f"#/components/schemas/{ProblemView.__name__}"}
    return {status: {"content": {PROBLEM_TYPE: {"schema": schema}}} for status in statuses}


class ChangeHeaders(BaseModel):
    """What a request without a body needs to change something."""

    x_parallax: str | None = Field(
        default=None,
        alias="X-Parallax",
        description="anything, such as 1: pages of other sites cannot send it unasked; "
        "`Content-Type: application/json` does as well",
        json_schema_extra={"example": "1"},
    )


class DownloadPath(BaseModel):
    # An id that cannot be one is as unknown as any other: 404, so the pattern is not enforced here.
    id: str = Field(json_schema_extra={"pattern": ID_PATTERN})


class DownloadQuery(Strict):
    model_config = ConfigDict(extra="forbid", strict=False)  # a query is text

    state: State | None = None
    batch: str | None = Field(default=None, pattern=ID_PATTERN)
    cursor: str | None = Field(default=None, pattern=r"^[0-9]{1,18}$")
    limit: int = Field(default=100, ge=1, le=MAX_PAGE_DOWNLOADS)
    lang: str | None = Field(default=None, description="en or zh; by default as Accept-Language says")

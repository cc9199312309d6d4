"""What every worker is and does, read from Redis by whoever wants to show it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from redis import Redis
from rq.defaults import RQ_KEY_PREFIX
from rq.executions import WORKER_EXECUTIONS_KEY_TEMPLATE
from rq.utils import now, parse_composite_key, utcparse
from rq.worker_registration import REDIS_WORKER_KEYS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job in a slot, or one that a plain RQ worker runs.

    Attributes:
        slot: the number of the slot; this and the next two are unknown for a plain RQ worker.
        pid, thread: the process and the thread that run the job.
        job_id: the job.
        started_at: since when, in seconds since the epoch.
    """

    slot: int | None
    pid: int | None
    thread: str | None
    job_id: str
    started_at: float


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A worker as Redis knows it.

    Attributes:
        name: RQ's name of it.
        hostname: the machine or container it runs on.
        pid: its process there.
        pool: `"threads"`, `"processes"` or `"interpreters"`; None for a plain RQ worker.
        slots: how many jobs it runs at a time; 1 for a plain RQ worker.
        queues: the queues it serves.
        state: RQ's word: started, idle, busy, suspended.
        born_at: when it started.
        last_heartbeat: when it last said that it lives.
        heartbeat_secs: how often it says so; this and the next two are unknown for a plain RQ worker.
        cores: how many cores it may use: less than one is possible, and 1.5, in a container with a quota.
        machine: the same for workers that share those cores, in whatever containers.
        python: its version; this and the next are unknown for a plain RQ worker.
        gil: whether the GIL was on when it registered, with all it had imported by then.
        finished_jobs: how many it has run to their end.
        failed_jobs: how many failed or were stopped: RQ counts both as failed.
        running: what its slots run now.
    """

    name: str
    hostname: str
    pid: int
    pool: str | None
    slots: int
    queues: list[str]
    state: str
    born_at: datetime | None
    last_heartbeat: datetime | None
    heartbeat_secs: float | None
    cores: float | None
    machine: str | None
    finished_jobs: int
    failed_jobs: int
    running: list[RunningJob]
    python: str | None = None
    gil: bool | None = None


def describe_workers(connection: "Redis") -> list[WorkerView]:
    """All workers that live, by name; three round trips whatever their number.

    Raises:
        redis.RedisError: Redis is away.
    """
    members: Any = connection.smembers(REDIS_WORKER_KEYS)
    names = sorted(_text(key).removeprefix(f"{RQ_KEY_PREFIX}:worker:") for key in members)
    with connection.pipeline(transaction=False) as pipeline:
        for name in names:
            pipeline.hgetall(f"{RQ_KEY_PREFIX}:worker:{name}")
            pipeline.smembers(WORKER_EXECUTIONS_KEY_TEMPLATE.format(name))
        answers: list[Any] = pipeline.execute(raise_on_error=False)
    records = [_text_hash(raw) for raw in answers[::2]]
    running = _running_jobs(connection, [_text_set(keys) for keys in answers[1::2]])
    views = [
        _readable(lambda name=name, record=record, jobs=jobs: _view(name, record, jobs))  # type: ignore[misc]
        for name, record, jobs in zip(names, records, running, strict=True)
        if "birth" in record and "death" not in record
    ]
    return [view for view in views if view is not None]


def heartbeat_age_secs(connection: "Redis", hostname: str) -> float | None:
    """How long ago a worker of this host last said that it lives; None if none of them is registered.

    Raises:
        redis.RedisError: Redis is away.
    """
    here = [worker for worker in describe_workers(connection) if worker.hostname == hostname]
    beats = [worker.last_heartbeat for worker in here if worker.last_heartbeat is not None]
    return (now() - max(beats)).total_seconds() if beats else None


def _readable(make: Callable[[], T]) -> T | None:
    """What `make` makes; None when what stands in Redis makes no sense: one bad record hides no other."""
    try:
        return make()
    except (ValueError, OverflowError):
        return None


def _text(value: bytes) -> str:
    return value.decode(errors="replace")


def _text_hash(raw: Any) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in raw.items()} if isinstance(raw, dict) else {}


def _text_set(raw: Any) -> set[str]:
    return {_text(value) for value in raw} if isinstance(raw, set | list) else set()


def _running_jobs(connection: "Redis", executions: list[set[str]]) -> list[list[RunningJob]]:
    with connection.pipeline(transaction=False) as pipeline:
        for composite in (key for keys in executions for key in sorted(keys)):
            pipeline.hgetall(f"{RQ_KEY_PREFIX}:execution:{composite}")
        records = iter([_text_hash(raw) for raw in pipeline.execute(raise_on_error=False)])
    return [_jobs_of([(composite, next(records)) for composite in sorted(keys)]) for keys in executions]


def _jobs_of(records: list[tuple[str, dict[str, str]]]) -> list[RunningJob]:
    jobs = [
        _readable(lambda composite=composite, record=record: _running_job(composite, record))  # type: ignore[misc]
        for composite, record in records
        if "created_at" in record
    ]
    found = [job for job in jobs if job is not None]
    return sorted(found, key=lambda job: (job.slot is None, job.slot, job.started_at))


def _running_job(composite: str, record: dict[str, str]) -> RunningJob:
    return RunningJob(
        slot=int(record["slot"]) if "slot" in record else None,
        pid=int(record["pid"]) if "pid" in record else None,
        thread=record.get("thread"),
        job_id=parse_composite_key(composite)[0],
        started_at=float(record["created_at"]),
    )


def _view(name: str, record: dict[str, str], running: list[RunningJob]) -> WorkerView:
    return WorkerView(
        name=name,
        hostname=record.get("hostname", ""),
        pid=int(record.get("pid") or 0),
        pool=record.get("pool"),
        slots=int(record.get("slots", 1)),
        queues=[queue for queue in record.get("queues", "").split(",") if queue],
        state=record.get("state", "?"),
        born_at=_time(record.get("birth")),
        last_heartbeat=_time(record.get("last_heartbeat")),
        heartbeat_secs=_secs(record.get("heartbeat_secs")),
        cores=float(record["cores"]) if "cores" in record else None,
        machine=record.get("machine"),
        finished_jobs=int(record.get("successful_job_count", 0)),
        failed_jobs=int(record.get("failed_job_count", 0)),
        running=running,
        python=record.get("python"),
        gil=record["gil"] == "1" if "gil" in record else None,
    )


def _time(text: str | None) -> datetime | None:
    return utcparse(text) if text else None


def _secs(text: str | None) -> float | None:
    """Seconds; infinite ones, which JSON cannot say, are refused like other garbage."""
    if text is None:
        return None
    secs = float(text)
    if not 0 < secs < float("inf"):
        raise ValueError(f"{text!r} are no seconds")
    return secs

"""What every worker is and does, read from Redis by whoever wants to show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redis import Redis
from rq.defaults import RQ_KEY_PREFIX
from rq.executions import WORKER_EXECUTIONS_KEY_TEMPLATE
from rq.utils import as_text, decode_redis_hash, parse_composite_key, utcparse
from rq.worker_registration import REDIS_WORKER_KEYS


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job in a slot: which slot, which job, since when (seconds since the epoch)."""

    slot: int | None
    job_id: str
    started_at: float


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A worker as Redis knows it.

    Attributes:
        name: RQ's name of it.
        hostname: the machine or container it runs on.
        pid: its process there.
        pool: `"threads"` or `"processes"`; None for a plain RQ worker.
        slots: how many jobs it runs at a time; 1 for a plain RQ worker.
        queues: the queues it serves.
        state: RQ's word: started, idle, busy, suspended.
        born_at: when it started.
        last_heartbeat: when it last said that it lives.
        finished_jobs, failed_jobs: how many it has run.
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
    finished_jobs: int
    failed_jobs: int
    running: list[RunningJob]


def describe_workers(connection: "Redis") -> list[WorkerView]:
    """All workers that live, by name; three round trips whatever their number.

    Raises:
        redis.RedisError: Redis is away.
    """
    members: Any = connection.smembers(REDIS_WORKER_KEYS)
    names = sorted(as_text(key).removeprefix(f"{RQ_KEY_PREFIX}:worker:") for key in members)
    with connection.pipeline(transaction=False) as pipeline:
        for name in names:
            pipeline.hgetall(f"{RQ_KEY_PREFIX}:worker:{name}")
            pipeline.smembers(WORKER_EXECUTIONS_KEY_TEMPLATE.format(name))
        answers: list[Any] = pipeline.execute()
    records = [decode_redis_hash(raw, decode_values=True) for raw in answers[::2]]
    running = _running_jobs(connection, [{as_text(key) for key in keys} for keys in answers[1::2]])
    return [
        _view(name, record, jobs)
        for name, record, jobs in zip(names, records, running, strict=True)
        if "birth" in record and "death" not in record
    ]


def _running_jobs(connection: "Redis", executions: list[set[str]]) -> list[list[RunningJob]]:
    with connection.pipeline(transaction=False) as pipeline:
        for composite in (key for keys in executions for key in sorted(keys)):
            pipeline.hgetall(f"{RQ_KEY_PREFIX}:execution:{composite}")
        records = iter(pipeline.execute())
    jobs: list[list[RunningJob]] = []
    for keys in executions:
        found = [
            (composite, decode_redis_hash(next(records), decode_values=True)) for composite in sorted(keys)
        ]
        jobs.append(
            sorted(
                (_running_job(composite, record) for composite, record in found if "created_at" in record),
                key=lambda job: (job.slot is None, job.slot, job.started_at),
            )
        )
    return jobs


def _running_job(composite: str, record: dict[str, str]) -> RunningJob:
    return RunningJob(
        slot=int(record["slot"]) if "slot" in record else None,
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
        finished_jobs=int(record.get("successful_job_count", 0)),
        failed_jobs=int(record.get("failed_job_count", 0)),
        running=running,
    )


def _time(text: str | None) -> datetime | None:
    return utcparse(text) if text else None

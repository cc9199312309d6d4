"""The record of an experiment in Redis.

    parallax:experiment:ID   plan, state, created_at, keep_secs   written when it is queued
                             started_at, ended_at, attempts       written by the runner that holds it
                             legs                                 key, median and speed-up of each leg so far
                             failure                              why it failed, a `Fact`
                             cancel_requested                     there when a client asked for it
                             batch_key                            the Idempotency-Key of the last batch
                             result                               the whole experiment as gzipped JSON

The record is small but for `result`, which is there while the state is the one that it tells. The experiment
itself is `lab.experiment`'s; here it is JSON.
"""

import gzip
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from redis import Redis
from redis.client import Pipeline

from . import keys
from .states import EXPERIMENT_STATES, ExperimentState

EXPERIMENT_JOB = "lab_runner.jobs.run"  # the only function that the lab runner runs
EXPERIMENT_ID = re.compile(r"[0-9a-f]{32}")
BATCH_KEY = "batch_key"
MAX_KEPT = 100
MAX_KEPT_BYTES = 64 * 1024**2  # of all results together
_FIELDS = (
    "plan",
    "state",
    "created_at",
    "keep_secs",
    "started_at",
    "ended_at",
    "attempts",
    "legs",
    "failure",
    "cancel_requested",
    BATCH_KEY,
)

# KEYS: index; ARGV: prefix of the records, most kept, most bytes of their results
# An experiment that has not ended is kept, whatever there is.
_FORGET_OLD = """
local kept, bytes = 0, 0
for _, id in ipairs(redis.call('ZREVRANGE', KEYS[1], 0, -1)) do
    local key = ARGV[1] .. id
    local state = redis.call('HGET', key, 'state')
    kept, bytes = kept + 1, bytes + redis.call('HSTRLEN', key, 'result')
    local is_open = state == 'queued' or state == 'running'
    if not state then
        kept = kept - 1
        redis.call('ZREM', KEYS[1], id)
    elseif not is_open and (kept > tonumber(ARGV[2]) or bytes > tonumber(ARGV[3])) then
        redis.call('DEL', key)
        redis.call('ZREM', KEYS[1], id)
    end
end
"""


@dataclass(frozen=True, slots=True)
class ExperimentRecord:
    """What is kept of an experiment beside its result.

    Attributes:
        id: names it.
        plan: what was asked, as JSON values.
        state: where it stands.
        created_at, started_at, ended_at: seconds since the epoch.
        keep_secs: how long it is kept after its end.
        attempts: how often a runner has begun it.
        legs: `{"key", "median_secs", "speed_up"}` of each leg measured so far.
        failure: `{"code", "values"}`, why it failed.
        is_cancel_requested: whether it is to stop.
        batch_key: the Idempotency-Key of the batch that was submitted for it last; None once that has ended.
    """

    id: str
    plan: dict[str, Any]
    state: ExperimentState
    created_at: float
    keep_secs: int
    started_at: float | None = None
    ended_at: float | None = None
    attempts: int = 0
    legs: tuple[dict[str, Any], ...] = ()
    failure: dict[str, Any] | None = None
    is_cancel_requested: bool = False
    batch_key: str | None = None


def add_experiment(pipeline: "Pipeline", record: ExperimentRecord) -> None:
    """Add a queued experiment to the transaction that queues its job; the oldest that ended are forgotten."""
    pipeline.hset(
        keys.experiment(record.id),
        mapping={
            "plan": compact_json(record.plan),
            "state": record.state,
            "created_at": record.created_at,
            "keep_secs": record.keep_secs,
        },
    )
    pipeline.zadd(keys.EXPERIMENTS, {record.id: record.created_at})
    pipeline.eval(_FORGET_OLD, 1, keys.EXPERIMENTS, keys.EXPERIMENT_PREFIX, MAX_KEPT, MAX_KEPT_BYTES)


def find_experiment(redis: "Redis", experiment_id: str) -> ExperimentRecord | None:
    """The record; None if there is none, it has expired, or is foreign data."""
    if not EXPERIMENT_ID.fullmatch(experiment_id):
        return None
    return next(iter(_read(redis, [experiment_id])), None)


def newest_experiments(redis: "Redis") -> list[ExperimentRecord]:
    """All experiments that are kept, newest first."""
    ids: Any = redis.zrevrange(keys.EXPERIMENTS, 0, -1)
    return _read(redis, [each.decode(errors="replace") for each in ids])


def read_result(redis: "Redis", experiment_id: str) -> bytes | None:
    """The experiment as gzipped JSON; None while there is none for its state."""
    result: Any = redis.hget(keys.experiment(experiment_id), "result")
    return result if isinstance(result, bytes) else None


def pack_result(experiment: Mapping[str, Any]) -> bytes:
    """The experiment as it is kept."""
    return gzip.compress(compact_json(experiment).encode(), compresslevel=5, mtime=0)


def compact_json(value: Any) -> str:
    """The value as JSON, without blanks.

    Raises:
        ValueError: it holds NaN or an infinity, which JSON cannot say.
    """
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def _read(redis: "Redis", ids: Iterable[str]) -> list[ExperimentRecord]:
    ids = list(ids)
    with redis.pipeline(transaction=False) as pipeline:
        for experiment_id in ids:
            pipeline.hmget(keys.experiment(experiment_id), _FIELDS)
        answers = pipeline.execute(raise_on_error=False)
    records = (_record(each, raw) for each, raw in zip(ids, answers, strict=True) if isinstance(raw, list))
    return [record for record in records if record is not None]


def _record(experiment_id: str, values: list[bytes | None]) -> ExperimentRecord | None:
    raw = {name: value for name, value in zip(_FIELDS, values, strict=True) if value is not None}
    try:
        return ExperimentRecord(
            id=experiment_id,
            plan=_object(raw["plan"]),
            state=EXPERIMENT_STATES[EXPERIMENT_STATES.index(raw["state"].decode())],
            created_at=float(raw["created_at"]),
            keep_secs=int(raw["keep_secs"]),
            started_at=float(raw["started_at"]) if "started_at" in raw else None,
            ended_at=float(raw["ended_at"]) if "ended_at" in raw else None,
            attempts=int(raw.get("attempts", 0)),
            legs=tuple(json.loads(raw.get("legs", b"[]"))),
            failure=_object(raw["failure"]) if "failure" in raw else None,
            is_cancel_requested="cancel_requested" in raw,
            batch_key=raw[BATCH_KEY].decode() if BATCH_KEY in raw else None,
        )
    except (KeyError, ValueError, TypeError, RecursionError):
        return None


def _object(text: bytes) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value

"""What the front keeps in Redis beside RQ's own: the order of downloads, batches, idempotency keys."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from redis import Redis
from redis.client import Pipeline

from wire import Pool

DOWNLOADS_KEY = "parallax:downloads"  # sorted set: id by sequence number
SEQUENCE_KEY = "parallax:sequence"
KEEP_DOWNLOADS = 200_000
SCAN_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """A batch as it was submitted."""

    id: str
    created_at: datetime
    count: int
    pool: Pool


def next_sequence(redis: "Redis", count: int) -> int:
    """Reserve `count` consecutive sequence numbers and return the first."""
    last: Any = redis.incrby(SEQUENCE_KEY, count)
    return int(last) - count + 1


def add_batch(pipeline: "Pipeline", batch: BatchRecord, ids: list[str], first: int, keep_secs: int) -> None:
    """Write the batch and the order of its downloads, within the pipeline's transaction."""
    pipeline.zadd(DOWNLOADS_KEY, {download_id: first + i for i, download_id in enumerate(ids)})
    pipeline.zremrangebyrank(DOWNLOADS_KEY, 0, -KEEP_DOWNLOADS - 1)
    pipeline.hset(
        _batch_key(batch.id),
        mapping={"created_at": batch.created_at.timestamp(), "count": batch.count, "pool": batch.pool},
    )
    pipeline.rpush(_members_key(batch.id), *ids)
    pipeline.expire(_batch_key(batch.id), keep_secs)
    pipeline.expire(_members_key(batch.id), keep_secs)


def find_batch(redis: "Redis", batch_id: str) -> BatchRecord | None:
    """The batch; None when there is none, or no more."""
    data: Any = redis.hgetall(_batch_key(batch_id))
    if not data:
        return None
    return BatchRecord(
        id=batch_id,
        created_at=datetime.fromtimestamp(float(data[b"created_at"]), UTC),
        count=int(data[b"count"]),
        pool=data[b"pool"].decode(),
    )


def batch_members(redis: "Redis", batch_id: str) -> list[str]:
    """The ids of the batch's downloads, in the order they were submitted."""
    members: Any = redis.lrange(_members_key(batch_id), 0, -1)
    return [member.decode() for member in members]


def newest_downloads(redis: "Redis", before: int | None, count: int) -> list[tuple[str, int]]:
    """Ids and sequence numbers, newest first, of those before the given number."""
    highest = f"({before}" if before is not None else "+inf"
    found: Any = redis.zrevrangebyscore(DOWNLOADS_KEY, highest, "-inf", start=0, num=count, withscores=True)
    return [(member.decode(), int(score)) for member, score in found]


def sequence_of(redis: "Redis", ids: list[str]) -> list[int]:
    """The sequence numbers of the ids; 0 for one that is no longer kept."""
    scores: Any = redis.zmscore(DOWNLOADS_KEY, ids) if ids else []
    return [int(score or 0) for score in scores]


def remembered_answer(pipeline: "Pipeline", key: str) -> dict[str, str] | None:
    """What a request with this idempotency key was answered: `{"digest", "batch"}`; None for a new key.

    Watches the key, so that of two requests at once one is answered by the other's batch.
    """
    pipeline.watch(_idempotency_key(key))  # type: ignore[no-untyped-call]
    text: Any = pipeline.get(_idempotency_key(key))
    return json.loads(text) if text else None


def remember_answer(pipeline: "Pipeline", key: str, digest: str, batch_id: str, keep_secs: int) -> None:
    """Remember it, within the transaction that queues the batch: both or neither."""
    pipeline.set(_idempotency_key(key), json.dumps({"digest": digest, "batch": batch_id}), ex=keep_secs)


def _batch_key(batch_id: str) -> str:
    return f"parallax:batch:{batch_id}"


def _members_key(batch_id: str) -> str:
    return f"parallax:batch:{batch_id}:downloads"


def _idempotency_key(key: str) -> str:
    return f"parallax:idempotency:{key}"

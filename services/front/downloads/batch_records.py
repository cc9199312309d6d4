"""The front's own records in Redis: batches, and the order of downloads."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from redis import Redis
from redis.client import Pipeline

from front.schemas import ID_PATTERN
from wire import POOLS, Pool, keys

KEEP_DOWNLOADS = 200_000
MAX_SEQUENCE = 2**53  # scores are floats, which count to there
SCAN_LIMIT = 2_000
SCAN_CHUNK = 100


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """A batch as it was submitted.

    Attributes:
        id: the batch's id.
        created_at: when it was submitted.
        count: how many downloads it has.
        pool: the pool that runs them.
        first: the sequence number of its first download; the others follow without a gap.
    """

    id: str
    created_at: datetime
    count: int
    pool: Pool
    first: int


def next_sequence(redis: "Redis", count: int) -> int:
    """Reserve `count` consecutive sequence numbers and return the first."""
    last: Any = redis.incrby(keys.SEQUENCE, count)
    return int(last) - count + 1


def added_batch(pipeline: "Pipeline", batch_id: str) -> BatchRecord | None:
    """Find a batch that an earlier attempt has written, and watch its key.

    redis-py sends a transaction again when the answer got lost. The watch makes the second one fail, so that
    nothing is queued twice.
    """
    pipeline.watch(keys.batch(batch_id))  # type: ignore[no-untyped-call]
    return find_batch(pipeline, batch_id)


def add_batch(pipeline: "Pipeline", batch: BatchRecord, ids: list[str], keep_secs: int) -> None:
    """Add the batch and the order of its downloads to the pipeline's transaction."""
    pipeline.zadd(keys.DOWNLOADS, {download_id: batch.first + i for i, download_id in enumerate(ids)})
    pipeline.zremrangebyrank(keys.DOWNLOADS, 0, -KEEP_DOWNLOADS - 1)
    pipeline.hset(
        keys.batch(batch.id),
        mapping={
            "created_at": batch.created_at.timestamp(),
            "count": batch.count,
            "pool": batch.pool,
            "first": batch.first,
        },
    )
    pipeline.rpush(keys.batch_members(batch.id), *ids)
    keep_batch(pipeline, batch.id, keep_secs)


def keep_batch(redis: "Redis", batch_id: str, keep_secs: int) -> None:
    """Keep the batch for so long from now on, in seconds."""
    redis.expire(keys.batch(batch_id), keep_secs)
    redis.expire(keys.batch_members(batch_id), keep_secs)


def find_batch(redis: "Redis", batch_id: str) -> BatchRecord | None:
    """The batch; None if there is none, it has expired, or its record is foreign data."""
    if not re.fullmatch(ID_PATTERN, batch_id):
        return None  # such as `ID:downloads`, which names another key of ours
    data: Any = redis.hgetall(keys.batch(batch_id))
    try:
        return _batch_from(batch_id, data)
    except (KeyError, ValueError, OverflowError):
        return None


def _batch_from(batch_id: str, data: dict[bytes, bytes]) -> BatchRecord:
    pool = data[b"pool"].decode()
    return BatchRecord(
        id=batch_id,
        created_at=datetime.fromtimestamp(float(data[b"created_at"]), UTC),
        count=int(data[b"count"]),
        pool=POOLS[POOLS.index(pool)],
        first=int(data[b"first"]),
    )


def batch_members(redis: "Redis", batch_id: str) -> list[str]:
    """The ids of the batch's downloads, in the order they were submitted."""
    members: Any = redis.lrange(keys.batch_members(batch_id), 0, -1)
    return [member.decode(errors="replace") for member in members]


def newest_downloads(redis: "Redis", before: int | None, count: int) -> list[tuple[str, int]]:
    """Ids and sequence numbers of downloads, newest first, below the sequence number `before`."""
    highest = f"({before}" if before is not None else MAX_SEQUENCE
    found: Any = redis.zrevrangebyscore(keys.DOWNLOADS, highest, 1, start=0, num=count, withscores=True)
    return [(member.decode(errors="replace"), int(score)) for member, score in found]


def newest_of_batch(
    redis: "Redis", batch: BatchRecord, before: int | None, count: int
) -> list[tuple[str, int]]:
    """The same for the downloads of one batch."""
    end = batch.count if before is None else min(max(before - batch.first, 0), batch.count)
    start = max(end - count, 0)
    # LRANGE's end is included, and -1 would be the last.
    members: Any = redis.lrange(keys.batch_members(batch.id), start, end - 1) if end else []
    numbered = [
        (member.decode(errors="replace"), batch.first + start + i) for i, member in enumerate(members)
    ]
    return numbered[::-1]

"""Why pools have no workers: written by `parallax serve`, shown by the front.

Without `parallax serve` nobody writes a reason.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from redis import Redis

from . import keys, typed_json
from .queues import Pool


@dataclass(frozen=True, slots=True)
class _Reason:
    """A reason as it is kept."""

    reason: str
    values: dict[str, object]


def note_unserved(redis: "Redis", pool: Pool, reason: str, values: dict[str, Any]) -> None:
    """Write why the pool has no workers.

    Args:
        redis: the connection.
        pool: the pool.
        reason: a stable word: `no-python-3-14`, `installing` or `not-installed`.
        values: the values of the reason's sentence.
    """
    redis.hset(keys.UNSERVED_POOLS, pool, json.dumps({"reason": reason, "values": values}))


def forget_unserved(redis: "Redis") -> None:
    """Delete all reasons."""
    redis.delete(keys.UNSERVED_POOLS)


def unserved_pools(redis: "Redis") -> dict[str, dict[str, Any]]:
    """The reasons by pool, each with `reason` and `values`; foreign data is left out."""
    kept: Any = redis.hgetall(keys.UNSERVED_POOLS)
    reasons = {
        pool.decode(errors="replace"): typed_json.from_json(_Reason, text) for pool, text in kept.items()
    }
    return {pool: asdict(reason) for pool, reason in reasons.items() if reason is not None}

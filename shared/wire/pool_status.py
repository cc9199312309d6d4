"""Why a pool has no workers, told by who would have started them, and shown by the front.

Only `parallax serve` knows; where nobody has told a reason, there is none.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from redis import Redis

from . import keys, typed_json
from .queues import Pool


@dataclass(frozen=True, slots=True)
class _Told:
    """A reason as it is kept."""

    reason: str
    values: dict[str, object]


def note_unserved(redis: "Redis", pool: Pool, reason: str, values: dict[str, Any]) -> None:
    """Keep why the pool has no workers.

    Args:
        redis: the connection.
        pool: which.
        reason: a stable word, such as `no-python-3-14`, `installing` or `not-installed`.
        values: the facts of the reason's sentence.
    """
    redis.hset(keys.UNSERVED_POOLS, pool, json.dumps({"reason": reason, "values": values}))


def forget_unserved(redis: "Redis") -> None:
    """Forget all reasons."""
    redis.delete(keys.UNSERVED_POOLS)


def unserved_pools(redis: "Redis") -> dict[str, dict[str, Any]]:
    """The reasons that were told: by pool, its `reason` and `values`; without what somebody else wrote."""
    kept: Any = redis.hgetall(keys.UNSERVED_POOLS)
    told = {pool.decode(errors="replace"): typed_json.from_json(_Told, text) for pool, text in kept.items()}
    return {pool: asdict(reason) for pool, reason in told.items() if reason is not None}

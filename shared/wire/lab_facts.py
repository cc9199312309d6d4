"""What a lab runner found it can compare: written when it starts, read by the front, which runs no Python.

Whether one is up is told by its registration as a worker, which it renews.
"""

import json
from typing import Any

from redis import Redis

from . import keys


def write_lab_facts(redis: "Redis", facts: dict[str, Any]) -> None:
    """Write them; those of another runner are replaced."""
    redis.set(keys.LAB, json.dumps(facts, separators=(",", ":"), allow_nan=False))


def read_lab_facts(redis: "Redis") -> dict[str, Any] | None:
    """The facts of the lab runner that started last; None if none ever has, or they are foreign data."""
    text: Any = redis.get(keys.LAB)
    try:
        facts = json.loads(text or b"null")
    except (ValueError, RecursionError):
        return None
    return facts if isinstance(facts, dict) else None

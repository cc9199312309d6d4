"""What a Redis database holds, to compare before and after."""

from typing import Any

from redis import Redis


def contents(redis: "Redis") -> dict[bytes, bytes | None]:
    """Every key with its value as Redis dumps it."""
    return {key: redis.dump(key) for key in redis.scan_iter(count=10_000)}


def texts_of(redis: "Redis", key: str) -> list[str]:
    """A list of texts, from its head to its tail."""
    found: Any = redis.lrange(key, 0, -1)
    return [text.decode() for text in found]

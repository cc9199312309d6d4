"""What a Redis database holds, to compare before and after."""

from collections.abc import Callable
from typing import Any

from redis import Redis


def contents(redis: "Redis") -> dict[bytes, Any]:
    """Every key with its value, read and not dumped: a dump of a hash depends on its order in memory."""
    return {key: _value(redis, key) for key in redis.scan_iter(count=10_000)}


def _value(redis: "Redis", key: bytes) -> Any:
    read: dict[bytes, Callable[[], Any]] = {
        b"string": lambda: redis.get(key),
        b"hash": lambda: redis.hgetall(key),
        b"list": lambda: redis.lrange(key, 0, -1),
        b"set": lambda: redis.smembers(key),
        b"zset": lambda: redis.zrange(key, 0, -1, withscores=True),
        b"stream": lambda: redis.xrange(key),
    }
    kind: Any = redis.type(key)
    return kind, read[kind]()


def texts_of(redis: "Redis", key: str) -> list[str]:
    """A list of texts, from its head to its tail."""
    found: Any = redis.lrange(key, 0, -1)
    return [text.decode() for text in found]

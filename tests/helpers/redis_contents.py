"""What a Redis database holds, to compare before and after."""

from redis import Redis


def contents(redis: "Redis") -> dict[bytes, bytes | None]:
    """Every key with its value as Redis dumps it."""
    return {key: redis.dump(key) for key in redis.scan_iter(count=10_000)}

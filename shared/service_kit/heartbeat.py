"""Asks Redis whether this host has a living worker."""

import socket
from collections.abc import Callable

from redis import Redis
from redis.exceptions import RedisError

from .health import Unhealthy
from .redis_settings import RedisSettings

REDIS_TIMEOUT_SECS = 2.0


def check_heartbeat(
    settings: RedisSettings, age_secs_of: Callable[[Redis, str], float | None], *, lease_secs: float
) -> str:
    """Tell the age of the last heartbeat of this host; returns a sentence for the log.

    Args:
        settings: say where Redis is.
        age_secs_of: reads the age from Redis, given the host's name; None if no worker is registered.
        lease_secs: an older heartbeat means that the worker counts as dead.

    Raises:
        Unhealthy: there is no heartbeat, or it is too old; or Redis does not answer.
    """
    try:
        age_secs = age_secs_of(settings.connect_redis(timeout_secs=REDIS_TIMEOUT_SECS), socket.gethostname())
    except RedisError as error:
        raise Unhealthy(f"Redis is away: {error}") from error
    if age_secs is None:
        raise Unhealthy("no worker of this host is registered")
    if age_secs > lease_secs:
        raise Unhealthy(f"the last heartbeat is {age_secs:.0f} s old")
    return f"heartbeat {age_secs:.1f} s ago"

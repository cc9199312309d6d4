"""Connects services to Redis."""

from collections.abc import Callable

from redis import Redis
from redis.backoff import ConstantBackoff, ExponentialBackoff
from redis.exceptions import AuthenticationError, ConnectionError, RedisError, TimeoutError
from redis.retry import Retry

# redis-py allows 100 connections, fewer than many slots or threads need at once; reaching that limit looks
# like an outage. The number of threads is the real limit.
MAX_CONNECTIONS = 10_000
DEFAULT_RETRIES = 3
WAIT_SECS = 2.0


def connect(
    url: str, *, password: str | None = None, timeout_secs: float = 5.0, retries: int = DEFAULT_RETRIES
) -> Redis:
    """A connection pool to Redis; nothing is sent yet.

    Args:
        url: such as `redis://localhost:6379/0`.
        password: used if the URL holds none; URLs end up in logs and process lists.
        timeout_secs: how long connecting or one command may take, in seconds.
        retries: how often a command is sent again after a broken connection. They last about as long as a
            restart of Redis; callers that can wait longer retry by themselves.

    Raises:
        ValueError: the URL cannot be read.
    """
    return Redis.from_url(
        url,
        password=password,
        socket_timeout=timeout_secs,
        socket_connect_timeout=timeout_secs,
        health_check_interval=30,
        max_connections=MAX_CONNECTIONS,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), retries),
        retry_on_error=[ConnectionError, TimeoutError],
    )


def wait_for_redis(redis: "Redis", *, on_wait: Callable[[Exception], object]) -> None:
    """Wait until Redis answers; when all services start at once, Redis may be the last one ready.

    Args:
        redis: the connection.
        on_wait: called with the error after each failed attempt.

    Raises:
        AuthenticationError: the password is wrong; waiting does not help.
    """
    retry = Retry(ConstantBackoff(WAIT_SECS), retries=-1, supported_errors=(RedisError,))
    retry.call_with_retry(redis.ping, on_wait, lambda error: not isinstance(error, AuthenticationError))

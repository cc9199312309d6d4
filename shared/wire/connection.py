"""How every service connects to Redis."""

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError, TimeoutError
from redis.retry import Retry

# redis-py's own bound, 100, is less than a worker of many slots or a front of many threads needs at once, and
# reaching it looks like an outage. What bounds connections here is how many threads there are.
MAX_CONNECTIONS = 10_000


def connect(url: str, *, password: str | None = None, timeout_secs: float = 5.0) -> Redis:
    """A connection pool to Redis; nothing is sent yet.

    Args:
        url: such as `redis://localhost:6379/0`.
        password: when the URL holds none; URLs end up in logs and process lists.
        timeout_secs: how long connecting or one command may take, in seconds.

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
        # A restart of Redis takes a moment; who can wait longer than this does so itself.
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), 3),
        retry_on_error=[ConnectionError, TimeoutError],
    )

"""How a slot in a process or an interpreter of its own connects to the Redis of its worker."""

from collections.abc import Callable
from functools import partial
from typing import Any

from redis import Redis
from redis.connection import ConnectionPool
from redis.driver_info import DriverInfo
from redis.sentinel import Sentinel, SentinelConnectionPool
from rq.connections import get_connection_kwargs

MakePool = Callable[[], ConnectionPool]


def pool_maker(connection: "Redis") -> MakePool:
    """What makes a pool like the connection's elsewhere. Can be pickled if the pool's arguments can be."""
    pool: Any = connection.connection_pool
    kwargs = {**get_connection_kwargs(connection), "connection_class": pool.connection_class}
    # Each connection would look its version up in the metadata of the installed packages, megabytes of it.
    kwargs.setdefault("driver_info", DriverInfo())
    if not isinstance(pool, SentinelConnectionPool):
        make: Any = type(pool)
        return partial(make, **kwargs)
    kwargs.pop("connection_pool")  # the pool itself: each makes its own
    manager: Any = pool.sentinel_manager
    addresses = [get_connection_kwargs(sentinel) for sentinel in manager.sentinels]
    return partial(
        _make_sentinel_pool,
        sentinels=[(address["host"], address["port"]) for address in addresses],
        sentinel_kwargs=manager.sentinel_kwargs,
        service_name=pool.service_name,
        is_master=pool.is_master,
        **kwargs,
    )


def _make_sentinel_pool(
    *,
    sentinels: list[tuple[str, int]],
    sentinel_kwargs: dict[str, Any],
    service_name: str,
    is_master: bool,
    **kwargs: Any,
) -> ConnectionPool:
    manager: Any = Sentinel(sentinels, sentinel_kwargs=sentinel_kwargs)  # type: ignore[no-untyped-call]
    pool: ConnectionPool = SentinelConnectionPool(service_name, manager, is_master=is_master, **kwargs)  # type: ignore[no-untyped-call]
    return pool

"""A slot's way to the Redis of its worker: the same, made anew, and able to travel to another process."""

import pickle
from typing import Any

import pytest
from redis import BlockingConnectionPool, Redis
from redis.sentinel import Sentinel, SentinelConnectionPool

from rq_pools.connections import pool_maker


def sent(connection: "Redis") -> Any:
    """The pool that another process makes."""
    return pickle.loads(pickle.dumps(pool_maker(connection)))()  # noqa: S301 (our own bytes)


@pytest.mark.parametrize(
    "url",
    [
        "redis://someone:secret@host:7000/3?socket_timeout=4",
        "rediss://host:7000/1?ssl_ca_certs=/ca.pem&ssl_check_hostname=false",
        "unix:///run/redis.sock?db=5",
    ],
)
def test_a_connection_by_url_is_made_alike(url: str) -> None:
    ours = Redis.from_url(url).connection_pool
    theirs = sent(Redis.from_url(url))
    assert theirs.connection_class is ours.connection_class
    for name in ("host", "port", "db", "path", "username", "password", "socket_timeout", "ssl_ca_certs"):
        assert theirs.connection_kwargs.get(name) == ours.connection_kwargs.get(name), name


def test_a_pool_of_another_class_is_made_alike() -> None:
    pool = BlockingConnectionPool(host="host", port=7001, db=2)
    theirs = sent(Redis(connection_pool=pool))
    assert type(theirs) is BlockingConnectionPool
    assert theirs.connection_kwargs["port"] == 7001


def test_what_asks_sentinels_asks_the_same_ones() -> None:
    sentinel = Sentinel(
        [("one", 1), ("two", 2)], sentinel_kwargs={"password": "s"}, socket_timeout=3, password="p"
    )
    theirs = sent(sentinel.master_for("master", db=4))
    assert type(theirs) is SentinelConnectionPool
    assert (theirs.service_name, theirs.is_master) == ("master", True)
    assert theirs.connection_kwargs["password"] == "p"
    assert theirs.connection_kwargs["db"] == 4
    asked = [each.connection_pool.connection_kwargs for each in theirs.sentinel_manager.sentinels]
    assert [(each["host"], each["port"], each["password"]) for each in asked] == [
        ("one", 1, "s"),
        ("two", 2, "s"),
    ]

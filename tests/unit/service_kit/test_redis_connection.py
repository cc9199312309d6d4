"""How every service connects to Redis."""

import pytest
from redis import Redis
from redis.exceptions import ConnectionError

from service_kit.redis_connection import connect
from tests.helpers.databases import url_of


def test_it_connects_to_the_database_of_the_url(redis: "Redis") -> None:
    redis.set("here", 1)
    with connect(url_of(redis)) as connection:
        assert connection.get("here") == b"1"


def test_the_password_is_given_beside_the_url() -> None:
    with connect("redis://localhost", password="sesame") as connection:
        assert connection.connection_pool.connection_kwargs["password"] == "sesame"
        assert "sesame" not in repr(connection)


def test_an_unreadable_address_is_refused() -> None:
    with pytest.raises(ValueError, match="scheme"):
        connect("http://localhost")


def test_nobody_there_is_a_connection_error_after_a_few_tries() -> None:
    with connect("redis://127.0.0.1:1", timeout_secs=1) as connection, pytest.raises(ConnectionError):
        connection.ping()

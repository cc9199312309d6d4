"""A clean Redis database for a test, on the suite's server or on one that the developer names."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from redis import Redis

from tests.helpers.valkey import DATABASES, Server


@dataclass
class Databases:
    """Where tests find databases.

    Attributes:
        server: the suite's own; None when the developer named one.
        url: the developer's database, or the suite's first.
    """

    server: Server | None
    url: str
    _next: Iterator[int] = field(default_factory=lambda: iter(range(1, DATABASES)))

    @contextmanager
    def clean(self) -> Iterator["Redis"]:
        """A connection to an empty database, whose keys are gone afterwards."""
        with Redis.from_url(self.server.url(next(self._next)) if self.server else self.url) as connection:
            if connection.dbsize():
                pytest.fail(f"the database {self.url} is not empty: name another one for tests")
            yield connection
            if self.server:
                connection.flushdb()
            else:
                for key in connection.scan_iter(count=1_000):
                    connection.delete(key)


def url_of(connection: "Redis") -> str:
    """The address of the connection's database."""
    options = connection.connection_pool.connection_kwargs
    password = f":{options['password']}@" if options.get("password") else ""
    return f"redis://{password}{options['host']}:{options['port']}/{options['db']}"

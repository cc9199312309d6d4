"""Fixtures of all tests: a real Redis or Valkey server, and a clean database on it."""

import os
from collections.abc import Iterator

import pytest
from redis import Redis

from tests.helpers.databases import Databases
from tests.helpers.valkey import Server

# xdist runs each file in one process (`loadfile`): the slowest begin first, so that the others fill the gaps.
SLOWEST_FILES = (
    "test_redis_outage",
    "test_redis_refuses",
    "test_worker_crash",
    "test_supervision",
    "test_default_lease",
    "test_console_ends",
    "test_sentinel_and_tls",
    "test_broken_hooks",
    "test_stress",
    "test_time_limits",
    "test_hostile_clients",
    "test_shutdown",
    "test_serve",
    "test_worker_end",
    "test_outages",
    "test_shared_queues",
    "test_monitoring",
    "test_takeover",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the slowest files first."""
    rank = {name: number for number, name in enumerate(SLOWEST_FILES)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Clean databases: of PARALLAX_TEST_REDIS_URL, or of a server of the suite's own."""
    given = os.environ.get("PARALLAX_TEST_REDIS_URL")
    if given:
        with Redis.from_url(given) as connection:
            if connection.dbsize():
                pytest.fail(f"PARALLAX_TEST_REDIS_URL: the database {given} is not empty, tests refuse it")
        yield Databases(None, given)
        return
    server = Server(tmp_path_factory.mktemp("valkey"))
    yield Databases(server, server.url())
    server.kill()


@pytest.fixture(scope="session")
def redis_url(databases: Databases) -> str:
    """The address of the tests' Redis."""
    return databases.url


@pytest.fixture
def redis(databases: Databases) -> Iterator["Redis"]:
    """A connection to a clean database of the test's own."""
    with databases.clean() as connection:
        yield connection

"""Lab runners as real processes, on a real Redis."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis

from tests.helpers.databases import url_of
from tests.helpers.lab_process import LabProcess, LabRoom

StartLab = Callable[..., LabProcess]


@pytest.fixture
def room(redis: "Redis") -> LabRoom:
    """Experiments of the test's own."""
    return LabRoom(redis)


@pytest.fixture
def start_lab(redis: "Redis", tmp_path: Path) -> Iterator[StartLab]:
    """Starts lab runners on the test's Redis."""
    with ExitStack() as stack:

        def start(redis_url: str = "", **settings: str) -> LabProcess:
            lab = LabProcess(redis_url or url_of(redis), tmp_path, **settings)
            stack.callback(lab.kill)
            return lab

        yield start

"""Origins to test, each a real one in a process of its own."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.helpers.origin_client import DEADLINE_SECS, Origin, environment, running

Start = Callable[..., Origin]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts origins of the test's own."""
    with ExitStack() as stack:
        yield lambda *flags, **settings: stack.enter_context(
            running(tmp_path / "stderr.log", *flags, **settings)
        )


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Origin]:
    """One origin for all tests that leave it as it was; at the end it must stop without warnings."""
    with running(tmp_path_factory.mktemp("origin") / "stderr.log") as shared:
        yield shared
        shared.process.send_signal(signal.SIGTERM)
        assert shared.process.wait(DEADLINE_SECS) == 0
        log = shared.log.read_text()
        assert "Traceback" not in log
        assert "Warning" not in log


@pytest.fixture
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a module of the project to its end."""

    def run_module(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            env=environment(**settings),
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECS,
            check=False,
        )

    return run_module


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool], Callable[[], str]], None]:
    """Polls until a fact holds; past the deadline fails with what was seen."""

    def wait(holds: Callable[[], bool], seen: Callable[[], str]) -> None:
        deadline = time.monotonic() + DEADLINE_SECS
        while not holds():
            assert time.monotonic() < deadline, seen()
            time.sleep(0.02)

    return wait

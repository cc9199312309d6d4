"""The services in real containers, started once for each file of tests."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.e2e.project import Project


@pytest.fixture(scope="module")
def project(docker: None) -> Iterator[Project]:
    """All services as compose starts them by default, but with two slots a worker and a short drain."""
    with running(PARALLAX_DRAIN_SECS="1") as project:
        yield project


@contextmanager
def running(**settings: str) -> Iterator[Project]:
    """The services, built, healthy, one container each; everything is removed at the end, volumes too.

    Args:
        settings: variables of `compose.yaml`.
    """
    slots = {f"PARALLAX_{kind}_SLOTS": "2" for kind in ("THREAD", "PROCESS", "INTERPRETER")}
    project = Project(**slots, **settings)
    project.compose("down", "--volumes", "--remove-orphans")
    try:
        project.compose("build")
        project.compose("up", "--detach", "--wait")
        yield project
    finally:
        print(project.compose("logs", "--tail", "60", check=False))
        project.compose("down", "--volumes", "--remove-orphans")


@pytest.fixture(scope="session")
def docker() -> None:
    """A Docker Engine with Compose, or the test is skipped; in CI it fails."""
    try:
        info = subprocess.run(["docker", "info"], capture_output=True, text=True, timeout=60, check=False)
        answers, why = info.returncode == 0, info.stderr.strip()
    except OSError as error:
        answers, why = False, str(error)
    if not answers:
        message = (
            f"`make e2e` needs a running Docker Engine with Compose v2; start one and run it again ({why})"
        )
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)

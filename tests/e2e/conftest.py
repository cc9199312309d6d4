"""The stack in real containers, once for all its tests. Without a Docker Engine: skipped here, red in CI."""

import os
import subprocess
from collections.abc import Iterator

import pytest

from tests.e2e.project import Project


@pytest.fixture(scope="module")
def project(docker: None) -> Iterator[Project]:
    """All services, built and healthy: one container each, two slots a worker, and a short drain."""
    slots = {f"PARALLAX_{kind}_SLOTS": "2" for kind in ("THREAD", "PROCESS", "INTERPRETER")}
    project = Project(**slots, PARALLAX_DRAIN_SECS="1")
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
    """A Docker Engine with Compose."""
    try:
        asked = subprocess.run(["docker", "info"], capture_output=True, text=True, timeout=60, check=False)
        why = asked.stderr.strip()
        there = asked.returncode == 0
    except OSError as error:
        there, why = False, str(error)
    if not there:
        say = f"`make e2e` needs a running Docker Engine with Compose v2; start one and run it again ({why})"
        pytest.fail(say) if os.environ.get("CI") else pytest.skip(say)

"""Tests that need Python 3.14, run in the tests' image, which has it."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.project import ROOT
from tests.rq_suite.fetch import fetch_tests

IMAGE = "parallax-tests"
LONGEST_SECS = 1_200
PYTEST = ("python", "-m", "pytest", "-p", "no:cacheprovider")
AT_A_TIME = ("--numprocesses", "4", "--dist", "loadfile")

InTheImage = Callable[..., str]


@pytest.fixture(scope="module")
def in_the_image(docker: None) -> InTheImage:
    """A function: run a command in the image, with these folders mounted, and return what it printed."""
    subprocess.run(["docker", "build", "--target", "tests", "--tag", IMAGE, "."], cwd=ROOT, check=True)

    def run(*command: str, folders: dict[Path, str] | None = None) -> str:
        volumes = [f"--volume={ours}:{theirs}:ro" for ours, theirs in (folders or {}).items()]
        done = subprocess.run(
            ["docker", "run", "--rm", "--init", *volumes, IMAGE, *command],
            capture_output=True,
            text=True,
            timeout=LONGEST_SECS,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2_000:]
        return done.stdout

    return run


def test_the_unit_tests_pass(in_the_image: InTheImage) -> None:
    print(in_the_image(*PYTEST, "tests/unit")[-3_000:])


def test_the_worker_services_tests_pass_with_interpreters(in_the_image: InTheImage) -> None:
    print(in_the_image(*PYTEST, "tests/integration/worker", "-k", "interpreters")[-3_000:])


def test_the_pooled_workers_tests_pass_with_interpreters(in_the_image: InTheImage) -> None:
    print(in_the_image(*PYTEST, *AT_A_TIME, "tests/integration/rq_pools", "-k", "interpreters")[-3_000:])


def test_rqs_own_tests_pass_with_interpreters(in_the_image: InTheImage) -> None:
    fetched = {fetch_tests(ROOT / ".rq-suite").parent: "/app/.rq-suite"}
    command = ("python", "-m", "tests.rq_suite", "--worker", "interpreters")
    print(in_the_image(*command, folders=fetched)[-6_000:])


def test_the_terminal_runs_sub_interpreters(in_the_image: InTheImage) -> None:
    legs = json.loads(in_the_image("python", "-m", "console", "compare", "--json"))["legs"]
    [leg] = [leg for leg in legs if leg["plan"]["model"] == "interpreter_pool"]
    assert {task["interpreter_id"] for run in leg["runs"] for task in run["tasks"]} == {1, 2}

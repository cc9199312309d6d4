"""The arrows between the rooms are held by a machine, and it notices when one is reversed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

REVERSED = {
    "the core knows a service": ("shared/download_task/task.py", "import worker"),
    "the core knows the queue": ("shared/download_task/task.py", "import redis"),
    "the models know downloads": ("shared/concurrency/threads.py", "import download_task"),
    "the pooled workers know downloads": ("shared/rq_pools/leases.py", "import download_task"),
    "the wire knows the pooled workers": ("shared/wire/events.py", "import rq_pools"),
    "the core makes sentences": ("shared/download_task/task.py", "import words"),
    "the models make sentences": ("shared/concurrency/threads.py", "import words"),
    "the models know the lessons": ("shared/concurrency/threads.py", "import lessons"),
    "the words know downloads": ("shared/words/words.py", "import download_task"),
    "the words know a library": ("shared/words/words.py", "import redis"),
    "the lab knows the wire": ("shared/lab/leg.py", "import wire"),
    "the wire knows the service kit": ("shared/wire/events.py", "import service_kit.problems"),
    "the service kit knows a service": ("shared/service_kit/settings.py", "import worker"),
    "a slot needs pydantic": ("shared/service_kit/logs.py", "import service_kit.settings"),
    "a service knows another": ("services/worker/jobs.py", "import front"),
    "the worker knows Flask": ("services/worker/jobs.py", "import flask"),
    "the client knows how it is shown": ("shared/client/api.py", "import rich"),
    "the wire knows the client": ("shared/wire/events.py", "import client"),
    "the terminal knows the front": ("services/console/terminal.py", "import front.schemas"),
}


def lint_imports(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run import-linter on the copy of the project in the folder."""
    path = os.pathsep.join(str(folder / part) for part in ("shared", "services"))
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in ("shared", "services"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "web"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_arrows_of_the_design_are_kept(copy: Path) -> None:
    done = lint_imports(copy)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("case", REVERSED)
def test_a_reversed_arrow_is_noticed(copy: Path, case: str) -> None:
    file, line = REVERSED[case]
    with (copy / file).open("a") as source:
        source.write(f"\n{line}\n")

    done = lint_imports(copy)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "0 broken" not in done.stdout
    assert "BROKEN" in done.stdout

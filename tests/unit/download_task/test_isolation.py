"""The core loads everywhere: it needs the standard library and h11, which allow isolation."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared"

WHAT_IS_IMPORTED = """
import sys
before = set(sys.modules)
import download_task
new = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(new - sys.stdlib_module_names))
"""

IN_AN_ISOLATED_INTERPRETER = """
import download_task
outcome = download_task.download_task(download_task.Download("a", time_scale=0.01))
assert outcome.state == "finished", outcome
assert outcome.runner.interpreter_id != 0, outcome
download_task.download_task(download_task.Download("a", url="http://h/"))
"""


def test_importing_it_brings_in_the_standard_library_and_h11_alone() -> None:
    finished = subprocess.run(
        [sys.executable, "-c", WHAT_IS_IMPORTED],
        env=os.environ | {"PYTHONPATH": str(SHARED)},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert set(finished.stdout.split()) == {"download_task", "h11"}


@pytest.mark.skipif(sys.version_info < (3, 14), reason="concurrent.interpreters came with Python 3.14")
def test_it_runs_in_an_isolated_sub_interpreter() -> None:
    interpreter = import_module("concurrent.interpreters").create()
    try:
        interpreter.exec(f"import sys; sys.path[:] = {sys.path!r}")
        interpreter.exec(IN_AN_ISOLATED_INTERPRETER)
    finally:
        interpreter.close()

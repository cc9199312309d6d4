"""The core and the models run from the source tree on every Python here: standard library and h11."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import h11
import pytest

from tests.helpers.pythons import find_pythons

ROOT = Path(__file__).parents[3]
PYTHONS = find_pythons()

EVERY_MODEL = """
import json, sys
from concurrency import MODELS, preload
from download_task import Download, Work, download_task

if __name__ == "__main__":
    preload("download_task")
    downloads = [Download(name, time_scale=0, work=Work("python", 3)) for name in "abc"]
    for name, model in MODELS.items():
        if model.unavailable() is None:
            outcomes = model.run(download_task, downloads, slots=2)
            print(json.dumps([name, [outcome.work_result for outcome in outcomes]]))
"""


def said_by(python: str, program: str, folder: Path) -> list[Any]:
    """The lines of JSON that the program prints under this Python."""
    (folder / "program.py").write_text(program)
    (folder / "h11").symlink_to(Path(h11.__file__).parent)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ended = subprocess.run(
        [python, "program.py"],
        cwd=folder,
        env=environment | {"PYTHONPATH": os.pathsep.join([str(ROOT / "shared"), str(folder)])},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return [json.loads(line) for line in ended.stdout.splitlines()]


@pytest.mark.parametrize("name", PYTHONS)
def test_every_model_runs_the_task(name: str, tmp_path: Path) -> None:
    said = dict(said_by(PYTHONS[name], EVERY_MODEL, tmp_path))
    assert len(said) >= 10
    assert said == dict.fromkeys(said, ["000000008a70e94d"] * 3)

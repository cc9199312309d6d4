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

CPU_RATIO = """
import json, sys, threading, time
from download_task.work import ROUNDS

def compute(kind, used):
    start, value = time.thread_time(), 1
    for _ in range(200):
        value = ROUNDS[kind](value)
    used.append(time.thread_time() - start)

def ratio(kind):
    used = []
    compute(kind, [])
    compute(kind, used)
    threads = [threading.Thread(target=compute, args=(kind, used)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (used[1] + used[2]) / 2 / used[0]

print(json.dumps({"free": not getattr(sys, "_is_gil_enabled", lambda: True)(),
                  "ratios": {kind: ratio(kind) for kind in ("python", "python-shared")}}))
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


@pytest.mark.parametrize("name", [name for name in PYTHONS if name.endswith("t")])
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core has nothing to share")
def test_without_a_gil_sharing_a_number_costs_and_sharing_none_does_not(name: str, tmp_path: Path) -> None:
    """Beside another thread a round costs 1.3 times the CPU time at most; if they share, more."""
    [said] = said_by(PYTHONS[name], CPU_RATIO, tmp_path)
    assert said["free"]
    assert said["ratios"]["python"] < 1.3
    assert said["ratios"]["python-shared"] > said["ratios"]["python"]

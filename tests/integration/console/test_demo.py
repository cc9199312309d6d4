"""`parallax demo`, with smaller tasks than people see."""

import json
import sys
from pathlib import Path

import pytest

from concurrency import MODELS
from console import demo
from console.stack import pools_here
from console.terminal import Terminal

NEED_PYTHON_3_14 = {"interpreter_pool"}


def test_the_demo_runs_every_model_and_every_pool_waiting_and_computing_and_says_what_that_shows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    smaller = {"WAITING_TASKS": 3, "COMPUTING_TASKS": 3, "FILES": 2, "SCALE": 0.05}
    for name, value in smaller.items():
        monkeypatch.setattr(demo, name, value)
    picture = tmp_path / "picture.svg"

    assert demo.run_demo(Terminal.speaking("en", as_json=True), picture=picture) == 0

    said = capsys.readouterr()
    waiting, computing, files = json.loads(said.out)
    pools = [f"distributed:{pool}" for pool in (*pools_here(), "any")]
    for experiment in (waiting, computing):
        keys = [_key(leg) for leg in experiment["legs"] if not leg["plan"]["python"]]
        assert keys == [*MODELS, *pools]
        missing = {_key(leg) for leg in experiment["legs"] if leg["unavailable"]}
        assert missing == (set() if sys.version_info >= (3, 14) else NEED_PYTHON_3_14)
    runs = [run for e in (waiting, computing, files) for leg in e["legs"] for run in leg["runs"]]
    assert {function for run in runs for function in run["functions"]} == {"download_task.task.download_task"}
    downloaded = {task["size_bytes"] for leg in files["legs"] for run in leg["runs"] for task in run["tasks"]}
    assert downloaded == {1024**2}
    assert "What waiting shows:" in said.err
    assert "What computing in Python shows:" in said.err
    assert picture.read_text().startswith("<svg")


def _key(leg: dict[str, dict[str, str]]) -> str:
    plan = leg["plan"]
    return plan["model"] + (f":{plan['pool']}" if plan["pool"] else "")

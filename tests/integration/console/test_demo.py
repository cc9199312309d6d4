"""`parallax demo`, with smaller batches than people see."""

import json
import sys
from pathlib import Path

import pytest

from concurrency import MODELS
from console import demo
from console.terminal import Terminal

RQ_LEGS = ["rq threads", "rq processes", "rq interpreters", "rq all"]
NEED_PYTHON_3_14 = {"interpreter_pool", "rq interpreters"}


def test_the_demo_runs_every_model_and_every_pool_on_names_and_verified_files_and_ends_by_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    smaller = {"SIMULATED_COUNT": 6, "SIMULATED_SCALE": 0.01, "FILE_COUNT": 3, "FILE_DELAY_SECS": 0.05}
    for name, value in smaller.items():
        monkeypatch.setattr(demo, name, value)
    picture = tmp_path / "picture.svg"

    assert demo.run_demo(Terminal.speaking("en", as_json=True), picture=picture) == 0

    said = capsys.readouterr()
    assert "compare a b c d --work python:1000 --time-scale 0" in said.err  # what to look at next
    simulated, files = json.loads(said.out)
    for batch in (simulated, files):
        assert [leg["model"] for leg in batch["legs"]] == [*MODELS, *RQ_LEGS]
        missing = {leg["model"]: leg["unavailable"] for leg in batch["legs"] if "unavailable" in leg}
        assert set(missing) == (set() if sys.version_info >= (3, 14) else NEED_PYTHON_3_14)
        assert all("needs Python 3.14" in reason for reason in missing.values())
    legs = [leg for batch in (simulated, files) for leg in batch["legs"] if "unavailable" not in leg]
    assert {o["runner"]["task"] for leg in legs for o in leg["outcomes"]} == {
        "download_task.task.download_task"
    }
    digests = {
        leg["model"]: [o["sha256"] for o in leg["outcomes"]] for leg in files["legs"] if "outcomes" in leg
    }
    assert len({tuple(found) for found in digests.values()}) == 1
    assert all(len(digest) == 64 for digest in digests["sequential"])
    assert picture.read_text().startswith("<svg")

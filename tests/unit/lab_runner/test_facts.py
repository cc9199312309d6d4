"""What is said of a Python that does not answer which models it can run."""

from pathlib import Path
from typing import Any

import pytest

from concurrency import MODELS
from lab_runner import facts
from lab_runner.facts import facts as find_facts
from tests.helpers import fake_pythons


def answers(line: str) -> str:
    """A shell script that says what Python 3.12 it is, and runs this line when it is asked for models."""
    said = (
        '{"implementation": "cpython", "numbers": [3, 12], "free_threaded": false, "gil": true, "jit": null}'
    )
    return f"#!/bin/sh\ncase \"$*\" in *concurrency*) {line};; *) echo '{said}';; esac\n"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("echo no concurrency here >&2; exit 1", "no concurrency here"),
        ("echo '{'", ""),
        ("exec sleep 60", "timed out after 0.5 seconds"),
    ],
    ids=["fails", "writes no JSON", "hangs"],
)
def test_a_python_that_does_not_answer_runs_no_model_and_the_others_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, why: str
) -> None:
    program = tmp_path / "bin" / "python3.12"
    program.parent.mkdir()
    program.write_text(answers(line))
    program.chmod(0o755)
    fake_pythons.look_only_below(tmp_path, monkeypatch)
    monkeypatch.setattr(facts, "ASK_SECS", 0.5 if "sleep" in line else facts.ASK_SECS)
    find_facts.cache_clear()

    found: dict[str, Any] = find_facts()["unavailable"]

    find_facts.cache_clear()
    assert {model: found[model]["3.12"]["code"] for model in MODELS} == dict.fromkeys(MODELS, "cannot-load")
    assert found["threads"]["3.12"]["values"]["error"].endswith(why)
    assert "" not in found["threads"]

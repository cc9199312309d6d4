"""What is said of a Python that does not answer which models it can run."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from concurrency import MODELS
from lab_runner import facts
from tests.helpers import fake_pythons


def answers(line: str) -> str:
    """A shell script that says what Python 3.12 it is, and runs this line when it is asked for models."""
    said = (
        '{"implementation": "cpython", "numbers": [3, 12], "free_threaded": false, "gil": true, "jit": null}'
    )
    return f"#!/bin/sh\ncase \"$*\" in *concurrency*) {line};; *) echo '{said}';; esac\n"


@pytest.fixture
def refusals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """What is said of the models of this Python ("") and of a Python 3.12 that runs the line when asked."""

    def find(line: str) -> dict[str, dict[str, Any]]:
        program = tmp_path / "bin" / "python3.12"
        program.parent.mkdir()
        program.write_text(answers(line))
        program.chmod(0o755)
        fake_pythons.look_only_below(tmp_path, monkeypatch)
        facts.facts.cache_clear()
        found: dict[str, dict[str, Any]] = facts.facts()["unavailable"]
        return found

    yield find
    facts.facts.cache_clear()


@pytest.mark.parametrize(
    ("line", "why"),
    [("echo no concurrency here >&2; exit 1", "no concurrency here"), ("echo '{'", "")],
    ids=["fails", "writes no JSON"],
)
def test_a_python_that_does_not_answer_runs_no_model_and_the_others_do(
    refusals: Callable[[str], Any], line: str, why: str
) -> None:
    found = refusals(line)

    assert {model: found[model]["3.12"]["code"] for model in MODELS} == dict.fromkeys(MODELS, "cannot-load")
    assert found["threads"]["3.12"]["values"]["error"] == why
    assert "" not in found["threads"]


def test_a_python_that_hangs_runs_no_model(
    refusals: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "ASK_SECS", 0.5)

    found = refusals("exec sleep 60")

    assert {model: found[model]["3.12"]["code"] for model in MODELS} == dict.fromkeys(MODELS, "cannot-load")
    assert found["threads"]["3.12"]["values"]["error"].endswith("timed out after 0.5 seconds")

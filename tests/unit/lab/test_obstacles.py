"""Every reason for which a leg has no result has a sentence, in both languages."""

import ast
from pathlib import Path

import pytest

import lab.running
from concurrency import CannotStart, ModelUnavailable, WorkerDied
from lab.experiment import Fact
from lab.sentences import obstacle_sentence
from words import Language, Words

RUNNING = Path(str(lab.running.__file__)).parent
OF_MODELS = {reason for error in (CannotStart, ModelUnavailable, WorkerDied) for reason in error.reasons}


def facts_in(source: Path) -> set[str]:
    """The codes of the facts that the file makes."""
    calls = [node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call)]
    made = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Fact"]
    return {str(code.value) for code in made if isinstance(code, ast.Constant)}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_has_a_sentence(language: Language) -> None:
    codes = OF_MODELS.union(*map(facts_in, RUNNING.glob("*.py")))
    assert len(codes) > 12
    words = Words(language)
    for code in codes:
        found = [kind for kind in ("unavailable", "failure") if _has_sentence(words, kind, code)]
        assert found, code


def _has_sentence(words: Words, kind: str, code: str) -> bool:
    return any(words.has(f"{topic}.{kind}.{code}") for topic in ("experiments", "models"))


def test_a_killed_leg_is_told_with_what_it_said_last() -> None:
    fact = Fact("leg-killed", {"signal": "SIGKILL", "last_line": "out of memory"})
    assert "SIGKILL" in obstacle_sentence(Words("en"), "failure", fact)

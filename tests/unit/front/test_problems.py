"""Every error that the front answers with has a sentence that names no value it is not given."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from flask import Flask

import front
from front.json_body import NotJSON, TooMuchJSON
from front.problems import Problem, register
from front.reader import words_of_header
from words import LANGUAGES, Language, Words, catalogue

SOURCES = sorted(Path(str(front.__file__)).parent.rglob("*.py"))
# Which argument is the reason, and what stands before it.
MADE_IN = {Problem.__name__: (1, ""), NotJSON.__name__: (0, "not-json."), TooMuchJSON.__name__: (0, "")}
NOT_VALUES = {"errors", "headers"}
# Reasons that are put together at run time, with the values they are given there.
OTHERS = {"not-json": set[str](), "wrong-type": {"got"}, "wrong-type.none": {"got"}}


def made() -> Iterator[tuple[str, set[str]]]:
    """The reason of every problem that is made with a literal one, with the names of its values."""
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            index, prefix = MADE_IN.get(node.func.id, (None, ""))
            if index is not None and isinstance(reason := node.args[index], ast.Constant):
                yield prefix + str(reason.value), {str(word.arg) for word in node.keywords} - NOT_VALUES


def test_every_problem_is_made_with_the_values_of_its_sentence() -> None:
    found = [*made(), *OTHERS.items()]
    assert len(found) > 35
    for reason, values in found:
        sentence = catalogue("en", "problems")[reason]
        assert isinstance(sentence, str)
        named = {name for _, name, _, _ in Formatter().parse(sentence) if name}
        assert named <= values, reason


def test_every_status_of_a_problem_has_a_title() -> None:
    titles = {key for key in catalogue("en", "problems") if key.startswith("title.")}
    statuses = {
        key.removeprefix("status.") for key in catalogue("en", "problems") if key.startswith("status.")
    }
    for file in SOURCES:
        statuses |= set(re.findall(r"\bProblem\(\s*(\d{3}),", file.read_text(encoding="utf-8")))
    assert {f"title.{status}" for status in statuses} <= titles


def test_no_sentence_is_left_over() -> None:
    reasons = {reason for reason, _ in made()} | OTHERS.keys() | {"invalid", "invalid-body"}
    spoken = {
        key for key in catalogue("en", "problems") if not key.startswith(("status.", "title.", "values."))
    }
    assert spoken == reasons


@pytest.mark.parametrize(
    ("header", "language"),
    [(None, "en"), ("", "en"), ("fr", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("\xff;q=x,,", "en")],
)
def test_the_language_is_that_of_the_header(header: str | None, language: Language) -> None:
    assert words_of_header(header).language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_problem_is_answered_in_the_readers_language_and_says_which(language: Language) -> None:
    app = Flask("test")
    register(app)
    for headers, query in [({"Accept-Language": language}, ""), ({}, f"?lang={language}")]:
        answer = app.test_client().get(f"/nowhere{query}", headers=headers)
        body: Any = answer.get_json(force=True)
        assert body["detail"] == Words(language).say("problems.status.404")
        assert answer.headers["Content-Language"] == language
        assert answer.headers["Vary"] == "Accept-Language"

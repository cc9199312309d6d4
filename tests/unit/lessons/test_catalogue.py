"""Lessons are whole, and what is not whole is found."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lessons.checking import faults, faults_of
from lessons.checking.same_code import same_code
from lessons.reading import Facts, InvalidLesson, UnknownLesson, applies, catalogue, read, read_lesson
from tests.helpers.lesson_folders import SCRIPT, write_lesson


def test_all_lessons_of_the_catalogue_are_whole() -> None:
    assert catalogue()
    assert faults(catalogue()) == []


def test_a_lesson_is_read_by_id_or_by_number() -> None:
    assert read("process") is read("2") is read(2)
    with pytest.raises(UnknownLesson):
        read("no-such-lesson")


def test_a_lesson_is_json_for_a_page() -> None:
    told = json.loads(json.dumps(read("process").to_dict("zh")))

    assert told["question"].endswith("？")
    assert "Process(target=download_task" in told["sources"]["processes.py"]
    assert told["claims"]["start_returns_at_once"]["because"]


def change_text(**changed: Any) -> Callable[[Path], None]:
    def change(lesson: Path) -> None:
        file = lesson / "zh" / "text.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), **changed}))

    return change


def change_data(**changed: Any) -> Callable[[Path], None]:
    def change(lesson: Path) -> None:
        file = lesson / "lesson.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), **changed}))

    return change


def write(name: str, text: str) -> Callable[[Path], None]:
    def change(lesson: Path) -> None:
        (lesson / name).write_text(text)

    return change


TWO = {"one": {"says": "It is one.", "because": "It is."}, "two": {"says": "It is two.", "because": "So."}}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (change_text(claims=TWO), "zh/text.json: the claims and claims.py differ in two"),
        (change_text(claims={}), "zh/text.json: the claims and claims.py differ in one"),
        (change_data(claims={"one": "any", "two": "any"}), "claims.py and lesson.json: claims differ in two"),
        (change_text(figures={}), "zh/text.json: the figures and the parameters of claims.py differ in x"),
        (
            change_text(options={"yes": "yes"}),
            "zh/text.json: the options and lesson.json: options differ in no",
        ),
        (change_text(question="One."), "zh/text.json: the question does not end with a question mark"),
        (change_text(next=[" "]), "zh/text.json: something is empty"),
        (
            change_data(options={"yes": "two", "no": None}),
            "lesson.json: the option yes names the claim two, which",
        ),
        (change_data(claims={"one": "cpython"}), "lesson.json: cpython is no condition"),
        (change_data(topic="cooking"), "lesson.json: topic 'cooking' is none of note, "),
        (write("claims.py", "def one():\n    return True\n"), "claims.py: one looks at no figure"),
        (write("zh/hello.py", SCRIPT.replace("1", "2")), "hello.py: the code differs between the languages"),
        (
            write("en/hello.py", "print('hello')\n"),
            "hello.py: no function main() that returns what is observed",
        ),
        (write("en/hello.py", SCRIPT + "x = 1\n" * 60), "hello.py: more than 60 lines of code"),
    ],
)
def test_what_is_not_whole_is_found(tmp_path: Path, change: Callable[[Path], None], fault: str) -> None:
    lesson = write_lesson(tmp_path)
    assert list(faults_of(read_lesson(lesson))) == []

    change(lesson)

    assert any(found.startswith(fault) for found in faults_of(read_lesson(lesson)))


@pytest.mark.parametrize("missing", ["lesson.json", "en/text.json", "zh/hello.py"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    lesson = write_lesson(tmp_path)
    (lesson / missing).unlink()

    with pytest.raises(InvalidLesson, match=missing):
        read_lesson(lesson)


def test_scripts_in_two_languages_may_differ_in_strings_and_comments_alone() -> None:
    english = "def f(a, b):\n    # add\n    print(f'{a} and {b}')\n    return {'a': 'left'}\n"

    assert same_code(english, "def f(a, b):\n    print(f'{b}和{a}：')  # 加\n    return {'a': '左'}\n")
    assert not same_code(english, english.replace("{'a'", "{'b'"))
    assert not same_code(english, english.replace("{b}", "{a}"))


@pytest.mark.parametrize(
    ("condition", "version", "gil", "true"),
    [
        ("any", "3.11.2", True, True),
        ("gil", "3.13.0", False, False),
        ("no-gil", "3.13.0", False, True),
        (">=3.14", "3.14.0", True, True),
        (">=3.14", "3.9.0", True, False),
        (">=3.12 no-gil", "3.13.0", True, False),
        ("<3.12", "3.12.0", True, False),
    ],
)
def test_a_condition_tells_pythons_apart(condition: str, version: str, gil: bool, true: bool) -> None:
    assert applies(condition, Facts(version, gil, "")) is true

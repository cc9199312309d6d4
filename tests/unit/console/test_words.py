"""The language of the terminal."""

import re
from pathlib import Path

import pytest

import console
from console.words import Words, pick_language
from words import catalogue


@pytest.mark.parametrize(
    ("asked", "environment", "language"),
    [
        ("zh", {}, "zh"),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "en_GB.UTF-8", "PARALLAX_LANG": "zh"}, "zh"),
        (None, {}, "en"),
    ],
)
def test_the_language_is_the_one_asked_for_else_what_the_environment_says_else_english(
    monkeypatch: pytest.MonkeyPatch, asked: str | None, environment: dict[str, str], language: str
) -> None:
    for name in ("PARALLAX_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert pick_language(asked) == language


def test_one_thing_is_counted_in_the_singular() -> None:
    assert Words("en")("process", count=1) == "1 process"
    assert Words("en")("process", count=2) == "2 processes"
    assert Words("zh")("thread", count=8) == "8 个线程"


def test_every_sentence_that_the_console_names_exists_and_every_one_that_exists_is_named() -> None:
    source = "".join(path.read_text() for path in Path(console.__file__).parent.rglob("*.py"))
    named = set(re.findall(r"""words\(\s*["']([a-z][\w.-]*)["']""", source))
    named |= set(re.findall(r'UsageError\(\s*"([\w.-]+)"', source))
    known = set(catalogue("en", "terminal"))

    assert named <= known
    unused = {key for key in known - named if not key.startswith("state.") and f'"{key}"' not in source}
    assert not unused

"""What Typer says by itself is said in the reader's language."""

import re

import pytest

from console.main import main
from words import Words

ERRORS = {
    "no-such-option": ["list", "--nonsense"],
    "no-such-option-but": ["list", "--limi", "3"],
    "no-such-command": ["nonsense"],
    "no-such-command-but": ["lst"],
    "missing-command": [],
    "missing-choice": ["lesson"],
    "missing-argument": ["watch"],
    "needs-value": ["list", "--limit"],
    "takes-no-value": ["list", "--json=4"],
    "too-many-arguments": ["watch", "a", "b"],
    "invalid-value": ["list", "--limit", "x"],
    "too-small": ["list", "--limit", "0"],
    "too-large": ["submit", "--retries", "101"],
    "not-whole-number": ["list", "--limit", "x"],
    "not-number": ["compare", "--time-scale", "x"],
    "not-one-of": ["list", "--state", "lost"],
    "no-such-file": ["submit", "--file", "/no/such/file"],
}


def said_for(arguments: list[str], language: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["--lang", language, *arguments]) == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("key", Words("en").catalogue("typer"))
def test_a_usage_error_is_told_in_both_languages(key: str, capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("en", "zh"):
        entry = str(Words(language).catalogue("typer")[key])
        pattern = ".+".join(re.escape(part) for part in re.split(r"\{\w+\}", entry))
        assert re.search(pattern, said_for(ERRORS[key], language, capsys))


@pytest.mark.parametrize("key", ERRORS)
def test_a_chinese_usage_error_has_no_english_sentence(key: str, capsys: pytest.CaptureFixture[str]) -> None:
    *usage, sentence = said_for(ERRORS[key], "zh", capsys).splitlines()

    assert sentence.startswith("✗ ")
    assert not re.search(r"[a-z]+ [a-z]+", sentence)
    assert [line[:2] for line in usage] in ([], ["用法", "更多"])


@pytest.mark.parametrize("command", [[], ["serve"], ["compare"], ["watch"]])
def test_chinese_help_has_no_english_headings_and_notes(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main([*command, "--lang", "zh", "--help"])

    said = capsys.readouterr().out
    assert said.startswith("用法：parallax")
    assert "选项：" in said
    assert not re.search(r"Usage|Options|Arguments|Commands|default|env var|required|Show this", said)


def test_english_help_keeps_its_notes(capsys: pytest.CaptureFixture[str]) -> None:
    main(["serve", "--help"])

    said = capsys.readouterr().out
    assert "[default: 4;" in said
    assert "environment: PARALLAX_HOST" in said

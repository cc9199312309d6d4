"""`--help` of every command, in both languages."""

import pytest

from concurrency import MODELS
from console.main import app, main

COMMANDS = [command.name or "" for command in app.registered_commands]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_says_what_a_command_does_and_how_it_exits(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {}
    for language in ("en", "zh"):
        arguments = [command, "--lang", language, "--help"] if command else ["--help", f"--lang={language}"]
        assert main(arguments) == 0
        said[language] = capsys.readouterr().out
    assert "Exit codes: 0 done, 1 something failed" in " ".join(said["en"].split())
    assert "退出码" in said["zh"]
    assert "退出码" not in said["en"]
    assert "Print JSON" not in said["zh"]


def test_help_names_every_model(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", "--help"])

    said = capsys.readouterr().out
    assert all(model in said for model in MODELS)


def test_the_list_of_commands_cuts_no_sentence_off(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])

    assert "..." not in capsys.readouterr().out.partition("Commands:")[2]


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("parallax 0.")

"""What needs no server: arguments, exit codes, local models."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from console.main import main
from console.names import demo_names
from console.terminal import human_bytes

QUICK = ["--time-scale", "0.001"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["submit"], 2),
        (["compare", "--model", "fibres"], 2),
        (["compare", "--work", "python:many"], 2),
        (["compare", "a/b"], 2),
        (["compare", "--picture", "/no/such/folder/x.svg"], 2),
        (["compare", "--slots", "0"], 2),
        (["no-such-command"], 2),
        (["lesson", "unknown"], 2),
        (["workers", "--url", "http://127.0.0.1:9"], 3),
        (["watch", "x", "--url", "http://127.0.0.1:9"], 3),
    ],
)
def test_the_exit_code_says_what_kind_of_end_it_was(arguments: list[str], code: int) -> None:
    assert main(arguments) == code


@pytest.mark.parametrize("lang", [["--lang", "zh"], ["--lang=zh"]])
def test_errors_are_told_in_the_language_that_was_asked_for(
    capsys: pytest.CaptureFixture[str], lang: list[str]
) -> None:
    main(["workers", "--url", "http://127.0.0.1:9", *lang])

    assert "没有响应" in capsys.readouterr().err


def test_who_does_not_answer_is_named_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    main(["workers", "--url", "http://127.0.0.1:9"])

    said = " ".join(capsys.readouterr().err.split())
    assert "http://127.0.0.1:9 does not answer" in said
    assert "parallax serve" in said
    assert "Traceback" not in said


def test_an_unknown_model_is_answered_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", "--model", "fibres"])

    assert "thread_pool" in capsys.readouterr().err


def test_compare_runs_the_task_itself_under_each_model_and_tells_programs_who_ran_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    models = ["threads", "thread_subclass", "thread_pool"]
    options = [argument for model in models for argument in ("--model", model)]

    assert main(["compare", "Python3.7", "C++", *options, *QUICK, "--json"]) == 0

    legs = json.loads(capsys.readouterr().out)["legs"]
    assert [leg["model"] for leg in legs] == ["sequential", *models]
    tasks = {outcome["runner"]["task"] for leg in legs for outcome in leg["outcomes"]}
    assert tasks == {"download_task.task.download_task"}


def test_compare_says_the_sentences_of_the_note_when_asked(capfd: pytest.CaptureFixture[str]) -> None:
    main(["compare", "Python3.7", "--model", "threads", *QUICK, "--say", "--lang", "zh"])

    said = capfd.readouterr().out
    assert said.count("开始下载Python3.7") == 2
    assert said.count("下载Python3.7耗费了") == 2


def test_compare_draws_a_picture_that_is_valid_xml(tmp_path: Path) -> None:
    picture = tmp_path / "picture.svg"

    assert main(["compare", "<C++ & more>", "--model", "threads", *QUICK, "--picture", str(picture)]) == 0

    assert ElementTree.parse(picture).getroot().tag.endswith("svg")  # noqa: S314 - our own file


def test_compare_counts_the_work_after_the_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", "a", "--model", "threads", "--time-scale", "0", "--work", "hashlib:3", "--json"])

    legs = json.loads(capsys.readouterr().out)["legs"]
    results = {outcome["work_result"] for leg in legs for outcome in leg["outcomes"]}
    assert len(results) == 1
    assert results != {None}


@pytest.mark.parametrize("lesson", ["memory", "critical-resource"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_lesson_prints_what_happened_and_why(
    capsys: pytest.CaptureFixture[str], lesson: str, language: str
) -> None:
    assert main(["lesson", lesson, "--lang", language]) == 0

    said = capsys.readouterr().out
    words = {"en": {"memory": "address", "critical-resource": "lost"}, "zh": {"memory": "地址空间"}}
    assert words[language].get(lesson, "丢失") in said


def test_the_critical_resource_really_loses_updates_without_a_lock(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["lesson", "critical-resource", "--json"])

    cases = json.loads(capsys.readouterr().out)["cases"]
    assert all(case["lost"] == 0 for case in cases if case["protected"])
    unprotected = [c for c in cases if not c["protected"] and c["how"].startswith("read")]
    assert {case["runner"] for case in unprotected} == {"threads", "processes"}
    assert all(case["lost"] > 0 for case in unprotected)


def test_names_for_demos_start_with_the_notes_and_are_all_different() -> None:
    names = demo_names(60)

    assert names[:2] == ["Python3.7", "C++"]
    assert len(set(names)) == 60


@pytest.mark.parametrize(
    ("size_bytes", "text"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (5 * 1024**3, "5 GiB")]
)
def test_sizes_are_told_in_binary_units(size_bytes: int, text: str) -> None:
    assert human_bytes(size_bytes) == text

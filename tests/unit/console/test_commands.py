"""What needs no server: arguments, exit codes, local models."""

import json
import os
import platform
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from console.main import main
from console.names import demo_names
from console.terminal import human_bytes, seconds_between
from lab.pythons import find_pythons
from tests.helpers.cli import COMMAND, environment
from tests.helpers.scripted_server import scripted_server

QUICK = ["--time-scale", "0.001"]
WHOLE_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole"


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
        (["compare", "ftp://host/file"], 2),
        (["compare", "--python", "2.7"], 2),
        (["compare", "--workload", "sleeping"], 2),
        (["compare", "a", "--workload", "waiting"], 2),
        (["compare", "a", "--workers", "threads"], 2),
        (["compare", "--workload", "waiting", "--tasks", "0"], 2),
        (["compare", "--workload", "waiting", "--repeats", "1000"], 2),
        (["compare", "--report", "x.docx"], 2),
        (["submit", "ftp://host/file"], 2),
        (["submit", "a", "--url", "notaurl"], 2),
        (["cancel"], 2),
        (["retry"], 2),
        (["list", "--state", "lost"], 2),
        (["list", "--url", "http://127.0.0.1:9"], 3),
        (["cancel", "x", "--url", "http://127.0.0.1:9"], 3),
        (["retry", "x", "--url", "http://127.0.0.1:9"], 3),
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


def test_what_is_no_address_is_told_without_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    main(["workers", "--url", "notaurl"])

    said = capsys.readouterr().err
    assert said == "✗ --url 'notaurl': this is not an address such as http://localhost:8080\n"


@pytest.mark.parametrize("command", ["submit", "compare"])
def test_a_scheme_that_is_not_supported_is_named(capsys: pytest.CaptureFixture[str], command: str) -> None:
    main([command, "ftp://host/file"])

    assert "ftp:// is not supported" in capsys.readouterr().err


def test_who_reads_only_the_first_line_ends_the_command_quietly() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as closed_pipe:
        done = subprocess.run(
            [*COMMAND, "compare", "a", "--model", "threads", *QUICK, "--say"],
            env=environment(),
            stdout=closed_pipe,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 141  # as of a program that SIGPIPE ended
    assert "Error" not in done.stderr
    assert "Traceback" not in done.stderr


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
    assert [leg["plan"]["model"] for leg in legs] == ["sequential", *models]
    assert {tuple(run["functions"]) for leg in legs for run in leg["runs"]} == {
        ("download_task.task.download_task",)
    }


def test_compare_says_the_sentences_of_the_note_when_asked(capfd: pytest.CaptureFixture[str]) -> None:
    main(["compare", "Python3.7", "--model", "threads", *QUICK, "--say", "--lang", "zh"])

    said = capfd.readouterr().out
    assert said.count("开始下载Python3.7") == 2
    assert said.count("下载Python3.7耗费了") == 2


def test_each_sentence_names_the_model_that_runs_the_task(capfd: pytest.CaptureFixture[str]) -> None:
    main(["compare", "a", "--model", "threads", *QUICK, "--say"])

    said = capfd.readouterr().out.splitlines()
    starts = [line for line in said if line.startswith("[")]
    assert sorted(line.partition("] ")[0] for line in starts) == ["[sequential"] * 3 + ["[threads"] * 3


def test_compare_really_downloads_urls(capsys: pytest.CaptureFixture[str]) -> None:
    with scripted_server(lambda visit: visit.send(WHOLE_ANSWER)) as server:
        assert main(["compare", server.url, "--model", "threads", "--json"]) == 0

    tasks = _tasks(capsys.readouterr().out)
    assert {(task["name"], task["size_bytes"]) for task in tasks} == {("file", 5)}


def test_a_url_that_fails_under_every_model_has_no_speed_up_and_its_reason_is_told_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["compare", "http://127.0.0.1:9/x", "--model", "threads"]) == 1

    said = capsys.readouterr()
    assert said.out.count("1 download did not finish") == 2
    assert "×  " not in said.out
    assert said.err.count("the connection was refused") == 1


def test_compare_draws_a_picture_that_is_valid_xml(tmp_path: Path) -> None:
    picture = tmp_path / "picture.svg"

    assert main(["compare", "<C++ & more>", "--model", "threads", *QUICK, "--picture", str(picture)]) == 0

    assert ElementTree.parse(picture).getroot().tag.endswith("svg")  # noqa: S314 - our own file


@pytest.mark.parametrize(
    ("place", "code", "said"),
    [
        ("", 2, "✗ {} cannot be written: a folder of that name is in the way."),
        ("no/x.svg", 2, "✗ {} cannot be written: there is no such file or folder."),
        ("/dev/full", 1, "✗ {} cannot be written: the disk is full."),
    ],
)
def test_a_picture_that_cannot_be_written_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, place: str, code: int, said: str
) -> None:
    path = tmp_path / place

    assert main(["compare", "a", *QUICK, "--model", "sequential", "--picture", str(path)]) == code

    assert capsys.readouterr().err.splitlines()[-1] == said.format(path)
    assert list(tmp_path.iterdir()) == []


def test_compare_measures_the_work_after_the_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", "a", "--model", "threads", "--time-scale", "0", "--work", "hashlib:3", "--json"])

    tasks = _tasks(capsys.readouterr().out)
    assert len(tasks) == 2
    assert all(task["work_cpu_secs"] > 0 and task["work_secs"] > 0 for task in tasks)


def test_compare_runs_under_another_python_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    others = find_pythons()[1:]
    if not others:
        pytest.skip("this machine has one Python")
    other = others[0].id

    assert main(["compare", "a", "--model", "threads", "--python", other, *QUICK]) == 0

    assert f"in sequence on Python {other}" in " ".join(capsys.readouterr().out.split())


def test_each_repeat_runs_every_leg_once_more(capsys: pytest.CaptureFixture[str]) -> None:
    workload = ["--workload", "computing", "--tasks", "1", "--scale", "0.02", "--repeats", "2"]

    assert main(["compare", *workload, "--model", "threads", "--json"]) == 0

    legs = json.loads(capsys.readouterr().out)["legs"]
    assert [len(leg["runs"]) for leg in legs] == [2, 2]


@pytest.mark.parametrize("ending", [".html", ".json", ".csv", ".svg", ".trace.json"])
def test_a_report_is_written_in_the_form_that_its_name_says(tmp_path: Path, ending: str) -> None:
    report = tmp_path / f"report{ending}"

    assert main(["compare", "a", *QUICK, "--model", "sequential", "--report", str(report)]) == 0

    starts = {".html": "<!doctype", ".json": "{", ".csv": "leg", ".svg": "<svg", ".trace.json": "{"}
    assert report.read_text().lower().startswith(starts[ending])


def test_why_the_legs_differ_stands_below_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", "a", "b", "--model", "threads", *QUICK])

    said = capsys.readouterr().out
    assert "in sequence: One thread ran all 2 tasks, one after another: the time is their sum." in said


def test_pythons_lists_the_one_that_runs_this_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pythons", "--json"]) == 0

    first = json.loads(capsys.readouterr().out)[0]
    assert first["version"] == platform.python_version()


def _tasks(said: str) -> list[dict[str, Any]]:
    legs = json.loads(said)["legs"]
    return [task for leg in legs for run in leg["runs"] for task in run["tasks"]]


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


@pytest.mark.parametrize(
    ("end", "text"),
    [("10:00:00.040", "0.04"), ("10:00:00.996", "1.00"), ("10:00:07.020", "7.0"), ("09:59:59", "0.00")],
)
def test_seconds_below_one_have_two_digits(end: str, text: str) -> None:
    assert seconds_between("2026-01-01T10:00:00+00:00", f"2026-01-01T{end}+00:00") == text

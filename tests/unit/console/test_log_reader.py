"""What a service's log says about its end."""

from pathlib import Path

import pytest

from console.stack.log_reader import find_error, read_last_run
from guarded.guard import RUN_HEADER

TRACEBACK = ["Traceback (most recent call last):", '  File "x.py", line 1, in <module>', "ValueError: no"]


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        (["info: up", "front: cannot start: PARALLAX_PORT: too large", "bye"], "cannot start: PARALLAX_PORT"),
        (["up", *TRACEBACK, "2026-11-24 [info] stopping"], "ValueError: no"),
        (["1:M # Bad file format reading the append only file x", "1:M * bye"], "1:M # Bad file format"),
        (["ERROR: No matching distribution found for rq==3.0.0", "done"], "ERROR: No matching distribution"),
        (["1:M # WARNING Memory overcommit must be enabled!", "all is well"], ""),
        ([], ""),
    ],
    ids=["a refusal", "an exception", "Valkey's reason", "pip's error", "a harmless warning", "nothing"],
)
def test_the_error_is_found_and_not_the_last_line(lines: list[str], error: str) -> None:
    found = find_error(lines)

    assert found.startswith(error) if error else found == ""


def test_errors_of_earlier_runs_do_not_count(tmp_path: Path) -> None:
    log = tmp_path / "front.log"
    log.write_text("\n".join([f"{RUN_HEADER}python", *TRACEBACK, f"{RUN_HEADER}python", "up"]))

    assert read_last_run(log) == ["up"]


def test_a_log_that_is_not_there_has_no_lines(tmp_path: Path) -> None:
    assert read_last_run(tmp_path / "none.log") == []

"""Logs: one handler for structlog's loggers and the libraries' ones, in a process of its own."""

import json
import subprocess
import sys

import pytest

from tests.helpers.cli import environment

PROGRAM = r"""
import logging, sys, structlog
from service_kit.logs import configure_logs
configure_logs(sys.argv[1], "INFO")
structlog.get_logger("mine").info("said", amount=1)
structlog.get_logger("mine").debug("hidden")
logging.getLogger("library").warning("went %s", "away")
logging.getLogger("library").warning("took \x1b[2J\x9b\u202e%s", "job\nforged line", extra={"it": "\x07"})
try:
    password = "open-sesame"
    raise ValueError("here")
except ValueError:
    structlog.get_logger("mine").exception("failed")
"""


def logged(log_format: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, log_format],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == ""
    return done.stderr


def test_in_json_each_line_is_an_object_with_the_same_fields() -> None:
    lines = [json.loads(line) for line in logged("json").splitlines()]
    assert [(line["event"], line["level"], line["logger"]) for line in lines] == [
        ("said", "info", "mine"),
        ("went away", "warning", "library"),
        ("took \x1b[2J\x9b\u202ejob\nforged line", "warning", "library"),
        ("failed", "error", "mine"),
    ]
    assert all("timestamp" in line for line in lines)
    assert lines[3]["exception"].endswith("ValueError: here")


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_a_traceback_shows_no_variables(log_format: str) -> None:
    said = logged(log_format)
    assert "ValueError: here" in said
    assert "sesame" not in said.replace('password = "open-sesame"', "")


def test_in_text_nobody_writes_escape_codes_or_lines_of_their_own() -> None:
    said = logged("text")
    assert "took \ufffd[2J\ufffd\ufffdjob\n    forged line" in said
    assert all(line.isprintable() for line in said.splitlines())

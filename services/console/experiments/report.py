"""The files of `--report` and `--picture`: tried before the work, written after it."""

import errno
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from console.errors import UsageError
from console.terminal import FAILED, OK, Terminal
from console.words import Words
from lab.experiment import Experiment
from lab.exports import to_csv, to_html, to_json, to_svg, to_trace

WRITERS: Mapping[str, Callable[[Experiment, Words], str]] = {
    ".html": to_html,
    ".trace.json": lambda experiment, _: to_trace(experiment),
    ".json": lambda experiment, _: to_json(experiment),
    ".csv": lambda experiment, _: to_csv(experiment),
    ".svg": lambda experiment, words: to_svg(experiment, words=words),
}
"""How a report is written, by the end of its file's name; the first that fits."""


def check_report(path: Path | None, words: Words) -> None:
    """Find out before the work that its report cannot be written.

    Raises:
        UsageError: its name says no known form, or the file cannot be written.
    """
    if path is not None:
        _ending(path)
        check_writable(path, words)


def check_writable(path: Path | None, words: Words) -> None:
    """Find out before the work that a file cannot be written after it.

    Raises:
        UsageError: it cannot.
    """
    if path is None:
        return
    is_new = not path.exists()
    try:
        path.open("ab").close()
        if is_new:
            path.unlink()
    except OSError as error:
        raise UsageError("cannot_write", path=str(path), why=_why(error, words)) from error


def write_report(path: Path, experiment: Experiment, terminal: Terminal) -> int:
    """Write the report in the form that its name says, tell where or why not, return the exit code."""
    return _write(path, WRITERS[_ending(path)](experiment, terminal.words), terminal)


def write_picture(path: Path, experiments: Sequence[Experiment], terminal: Terminal) -> int:
    """Write one picture (SVG) of the experiments, tell where or why not, return the exit code."""
    return _write(path, to_svg(*experiments, words=terminal.words), terminal)


def _write(path: Path, text: str, terminal: Terminal) -> int:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        why = _why(error, terminal.words)
        terminal.complain(terminal.words("cannot_write", path=str(path), why=why))
        return FAILED
    terminal.note(terminal.words("written", path=path))
    return OK


def _ending(path: Path) -> str:
    ending = next((ending for ending in WRITERS if path.name.lower().endswith(ending)), None)
    if ending is None:
        raise UsageError("unknown_report", path=str(path), endings=", ".join(WRITERS))
    return ending


def _why(error: OSError, words: Words) -> str:
    key = f"failures.values.error.{errno.errorcode.get(error.errno or 0)}"
    return words.say(key) if words.has(key) else str(error.strerror)

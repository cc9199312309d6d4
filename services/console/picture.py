"""The file of `--picture`: tried before the work, written after it."""

import errno
from pathlib import Path

from .errors import UsageError
from .terminal import FAILED, OK, Terminal
from .words import Words


def check_picture(picture: Path | None, words: Words) -> None:
    """Find out before the work that its picture cannot be written.

    Raises:
        UsageError: it cannot.
    """
    if picture is None:
        return
    is_new = not picture.exists()
    try:
        picture.open("ab").close()
        if is_new:
            picture.unlink()
    except OSError as error:
        raise UsageError("no_picture", path=str(picture), why=_why(error, words)) from error


def write_picture(picture: Path, svg: str, terminal: Terminal) -> int:
    """Write the picture, say so or why not, and return the exit code."""
    try:
        picture.write_text(svg, encoding="utf-8")
    except OSError as error:
        why = _why(error, terminal.words)
        terminal.complain(terminal.words("no_picture", path=str(picture), why=why))
        return FAILED
    terminal.note(terminal.words("picture", path=picture))
    return OK


def _why(error: OSError, words: Words) -> str:
    key = f"failures.values.error.{errno.errorcode.get(error.errno or 0)}"
    return words.say(key) if words.has(key) else str(error.strerror)

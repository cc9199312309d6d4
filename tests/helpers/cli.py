"""The `parallax` command in a process of its own, as people run it."""

import contextlib
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "console"]


@dataclass(frozen=True)
class Screen:
    """What a command drew on a terminal, escape codes and all, and its exit code."""

    returncode: int
    drawn: str


def environment(**settings: str) -> dict[str, str]:
    """This environment without Parallax's own settings, speaking English, plus the given ones."""
    # COLUMNS and LINES, which pytest-xdist sets, would hold against the size of a terminal.
    foreign = ("PARALLAX_", "LC_", "COLUMNS", "LINES")
    own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    paths = os.pathsep.join(str(ROOT / folder) for folder in ("shared", "services"))
    return {**own, "PYTHONPATH": paths, "LANG": "C.UTF-8", **settings}


def parallax(*arguments: str, within_secs: float = 90, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run it to its end; what it printed is text."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=within_secs,
        check=False,
    )


def parallax_on_terminal(*arguments: str, rows: int = 24, columns: int = 100, **settings: str) -> Screen:
    """Run it to its end on a terminal of that size."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(TERM="xterm", **settings),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    drawn = b""
    with contextlib.suppress(OSError):  # EIO: the command has closed the terminal
        while chunk := os.read(ours, 65_536):
            drawn += chunk
    os.close(ours)
    return Screen(process.wait(), drawn.decode(errors="replace"))

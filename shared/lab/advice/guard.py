"""Kills what advice has started, if advice itself is killed and cannot.

`Guard` starts this file as a process of its own, which waits for the end of its standard input: a pipe whose
other end only the parent holds. However the parent ends, the pipe ends with it. Imports only the standard
library.
"""

import contextlib
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from types import TracebackType

MARK = "PARALLAX_ADVISE_CHILD"
KILL_ROUNDS = 20
"""A process may start another before it is killed."""


class Guard:
    """While it is entered, nothing with its mark outlives this process.

    Attributes:
        mark: the value of the environment variable `MARK` of all processes that it kills.
    """

    def __init__(self) -> None:
        self.mark = uuid.uuid4().hex
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Guard":
        self._process = subprocess.Popen(  # noqa: S603 - this file
            [sys.executable, "-I", "-S", __file__, self.mark],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the parent
        )
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        if self._process and self._process.stdin:
            self._process.stdin.close()
            self._process.wait()


def kill_marked(mark: str) -> None:
    """Kill every process that has the mark in its environment; Linux only."""
    for _ in range(KILL_ROUNDS):
        pids = _marked(mark)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if not pids:
            return


def _marked(mark: str) -> list[int]:
    """Living processes: those that are dead and not yet waited for have no environment."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = f"{MARK}={mark}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError):
                if wanted in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
    return found


if __name__ == "__main__":
    sys.stdin.buffer.read()
    kill_marked(sys.argv[1])

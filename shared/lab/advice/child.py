"""Runs the user's function in a fresh process of its own, that can hang, crash or leave processes behind."""

import contextlib
import json
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from .guard import MARK, kill_marked
from .memory import is_below, least_to_leave

TRIAL = Path(__file__).parent / "trial" / "__init__.py"
LOAD_TRIAL = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("parallax_trial", sys.argv[1])
sys.modules["parallax_trial"] = trial = importlib.util.module_from_spec(spec)
spec.loader.exec_module(trial)
trial.main(sys.argv[2], int(sys.argv[3]))
"""
"""Loads `trial` under another name than its own, without a folder of ours on the path of the user's code."""

LOOK_EVERY_SECS = 0.05
CODE_FILE = "parallax_advised.py"

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended.

    Attributes:
        how: `done`: it said its last event; `died`: it ended before; `late`: it was killed at its deadline;
            `memory`: it was killed when the machine had hardly any memory left.
        events: what it said, in order.
        exit_code: of one that died; negative: the signal that killed it.
    """

    how: Literal["done", "died", "late", "memory"]
    events: list[Event] = field(default_factory=list)
    exit_code: int | None = None

    def last(self, *names: str) -> Event | None:
        """The last event of one of these names."""
        found = [event for event in self.events if event["event"] in names]
        return found[-1] if found else None


LAST_EVENTS = {"probed", "measured", "raised", "exits", "not-importable", "no-such-function", "not-callable"}


def run_child(
    python: str,
    code: str,
    request: dict[str, Any],
    *,
    mark: str,
    within_secs: float,
    least_bytes: int | None = None,
) -> Ending:
    """Run the code in a child; whatever happens, nothing of it is left afterwards.

    Args:
        python: the interpreter.
        code: of `recipe.write_code`.
        request: what `trial` is to do.
        mark: of the guard: the child and all that it starts have it in their environment.
        within_secs: when it is killed.
        least_bytes: how much memory the machine must have left; by default `least_to_leave`.

    Raises:
        OSError: the interpreter cannot be started.
    """
    with tempfile.TemporaryDirectory(prefix="parallax-advise-") as folder:
        code_file = Path(folder, CODE_FILE)
        code_file.write_text(code, encoding="utf-8")
        request_file = Path(folder, "request.json")
        request_file.write_text(json.dumps({**request, "code_file": str(code_file)}), encoding="utf-8")
        with _started(python, request_file, mark) as (process, reader):
            least = least_to_leave() if least_bytes is None else least_bytes
            return _follow(process, reader, time.monotonic() + within_secs, least)


@contextmanager
def _started(python: str, request_file: Path, mark: str) -> "Iterator[tuple[subprocess.Popen[bytes], int]]":
    """The child and what it says; it is killed at the end, with everything that it has started."""
    reader, writer = os.pipe()
    process = None
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own interpreter
            [python, "-c", LOAD_TRIAL, str(TRIAL), str(request_file), str(writer)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, MARK: mark},
            pass_fds=[writer],
            start_new_session=True,
        )
        os.close(writer)
        writer = -1
        yield process, reader
    finally:
        os.close(reader)
        if writer >= 0:
            os.close(writer)
        _kill_all(process, mark)


def _kill_all(process: "subprocess.Popen[bytes] | None", mark: str) -> None:
    """Kill the child, its session, and what has left the session: children inherit the mark."""
    if process is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    kill_marked(mark)


def _follow(process: "subprocess.Popen[bytes]", reader: int, deadline: float, least_bytes: int) -> Ending:
    """Read events until the last one, the end of the child, or the deadline.

    The end of the pipe says nothing: processes that the function has forked hold it open.
    """
    events: list[Event] = []
    rest = b""
    while time.monotonic() < deadline:
        if is_below(least_bytes):
            return Ending("memory", events)
        exit_code = process.poll()  # before reading: what it said before it ended is not lost
        while select.select([reader], [], [], 0 if exit_code is not None else LOOK_EVERY_SECS)[0]:
            chunk = os.read(reader, 65_536)
            if not chunk:
                exit_code = process.wait()
                break
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                events.append(json.loads(line))
            if events and events[-1]["event"] in LAST_EVENTS:
                return Ending("done", events)
            if time.monotonic() >= deadline:
                return Ending("late", events)
        if exit_code is not None:
            return Ending("died", events, exit_code)
    return Ending("late", events)

"""The process in which the user's function runs: to be probed, or to be measured under one model.

Imports the standard library alone, so that any Python from 3.11 on can run it, and is loaded under a name
of its own (`child.py`), so that it hides no module of the user.
"""

import contextlib
import difflib
import json
import os
import sys
from collections.abc import Callable
from typing import Any

from .load import load_code
from .measure import measure
from .probe import probe

__all__ = ["main"]

TASKS: dict[str, Callable[..., None]] = {"probe": probe, "measure": measure}


def main(request_file: str, fd: int) -> None:
    """Do what the request asks, write events to the file descriptor as JSON lines, and exit.

    Args:
        request_file: JSON with `task`, `code_file`, and what `probe` or `measure` needs.
        fd: a pipe to the parent.
    """
    with open(request_file, encoding="utf-8") as file:  # noqa: PTH123 - pathlib is not needed here
        request = json.load(file)
    os.set_inheritable(fd, False)
    _be_killed_first()

    def say(event: str, **facts: Any) -> None:
        os.write(fd, json.dumps({"event": event, **facts}).encode() + b"\n")

    try:
        module = load_code(request["code_file"])
    except BaseException as error:
        say("not-importable", error=describe(error))
    else:
        _do(module, request, say)
    os._exit(0)  # threads that the function has left behind must not keep the process


def _be_killed_first() -> None:
    """If the system runs out of memory, let it end this process and its children. Source: proc(5)."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123
        file.write("1000")


def _do(module: Any, request: dict[str, Any], say: Callable[..., None]) -> None:
    """Do the task with the function, or say that there is none."""
    found = sys.modules[request["module"]]
    for part in request["name"].split("."):
        if not hasattr(found, part):
            say("no-such-function", close=difflib.get_close_matches(part, dir(found), n=3))
            return
        found = getattr(found, part)
    TASKS[request["task"]](module, found, request, say)


def describe(error: BaseException) -> str:
    """`TypeError: …`, on one line and not too long."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:300] if said else type(error).__name__

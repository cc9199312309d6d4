"""The process in which the user's function runs: to be probed, or to be measured under one model.

Imports the standard library alone, so that any Python from 3.11 on can run it, and is loaded under a name
of its own (`child.py`), so that it hides no module of the user.
"""

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

    def say(event: str, **facts: Any) -> None:
        os.write(fd, json.dumps({"event": event, **facts}).encode() + b"\n")

    try:
        module = load_code(request["code_file"])
        function = _look_up(request["module"], request["name"])
    except BaseException as error:
        say("not-importable", error=describe(error))
    else:
        TASKS[request["task"]](module, function, request, say)
    os._exit(0)  # threads that the function has left behind must not keep the process


def _look_up(module: str, name: str) -> Any:
    found = sys.modules[module]
    for part in name.split("."):
        found = getattr(found, part)
    return found


def describe(error: BaseException) -> str:
    """`TypeError: …`, on one line and not too long."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:300] if said else type(error).__name__

"""The journal of a script's run: a file to which all its threads, processes and interpreters append events.

Each event is a line of JSON. A line is one `write` to a file opened with O_APPEND, so lines of different
processes do not mix (POSIX, write).
"""

import json
import os
import sys
import threading
import time
from types import FrameType
from typing import Any

JOURNAL_VARIABLE = "PARALLAX_LESSON_JOURNAL"
SCRIPT_VARIABLE = "PARALLAX_LESSON_SCRIPT"
MAX_EVENTS = 2_000
"""Of one process; a script that prints without end must not fill the disk."""

_descriptors: dict[int, int] = {}
_counts: dict[int, int] = {}


def append(kind: str, *, me: dict[str, str] | None = None, **values: Any) -> None:
    """Append an event with its time, and who caused it at which line of the script.

    Args:
        kind: of the event.
        me: names in the lane that Python does not know yet, or no longer: `process` or `thread`.
        values: more of the event.
    """
    pid = os.getpid()
    _counts[pid] = count = _counts.get(pid, 0) + 1
    if count > MAX_EVENTS and kind != "observed":
        return
    event = {
        "kind": kind,
        "at": time.monotonic(),
        "lane": {**lane(), **(me or {})},
        "line": script_line(),
        **values,
    }
    os.write(_descriptor(pid), (json.dumps(event, ensure_ascii=False) + "\n").encode(errors="replace"))


def lane() -> dict[str, Any]:
    """Who runs: the process, the thread, the interpreter."""
    processes = sys.modules.get("multiprocessing.process")
    return {
        "pid": os.getpid(),
        "process": processes.current_process().name if processes else "MainProcess",
        "thread_id": threading.get_native_id(),
        "thread": _thread_name(),
        "interpreter": interpreter_id(),
    }


def script_line() -> int:
    """The line of the script that this thread runs; 0 if it runs none."""
    path = os.environ.get(SCRIPT_VARIABLE)
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename == path:
            return frame.f_lineno
        frame = frame.f_back
    return 0


def first_line(function: Any) -> int:
    """The line of the script at which the function begins; 0 if it is not the script's."""
    code = getattr(function, "__code__", None)
    if code is None or code.co_filename != os.environ.get(SCRIPT_VARIABLE):
        return 0
    return int(code.co_firstlineno)


def interpreter_id() -> int:
    """The id of this interpreter, 0 for the main one, from the module under `concurrent.interpreters`."""
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            found = __import__(name).get_current()
        except ImportError:
            continue
        return int(found[0] if isinstance(found, tuple) else found)
    return 0


def _thread_name() -> str:
    # `current_thread()` would register a thread that is only starting as a dummy.
    thread = threading._active.get(threading.get_ident())  # type: ignore[attr-defined]
    return thread.name if thread is not None else "MainThread"


def _descriptor(pid: int) -> int:
    if pid not in _descriptors:
        _descriptors[pid] = os.open(
            os.environ[JOURNAL_VARIABLE], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600
        )
    return _descriptors[pid]

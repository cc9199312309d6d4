"""Notices what the function asks of the system, by Python's audit events.

Source: Python docs, "Audit events table".
"""

import sys
from typing import Any

MEANING = {
    "time.sleep": "sleep",
    "socket.connect": "network",
    "socket.getaddrinfo": "network",
    "subprocess.Popen": "process",
    "os.system": "process",
    "os.fork": "process",
    "os.posix_spawn": "process",
    "open": "file",
    "_thread.start_new_thread": "thread",
    "_thread.start_joinable_thread": "thread",
}
INTERNAL = ("/proc/", "/sys/", "/dev/")


class Audit:
    """Collects what is seen while it is active.

    Attributes:
        seen: of `MEANING`.
        active: hooks cannot be removed, so it is switched off instead.
    """

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.active = False

    def __enter__(self) -> "Audit":
        sys.addaudithook(self._hook)
        self.active = True
        return self

    def __exit__(self, *_: object) -> None:
        self.active = False

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.active or event not in MEANING:
            return
        if event == "open" and _of_python(arguments[0]):
            return
        self.seen.add(MEANING[event])


def _of_python(path: object) -> bool:
    """Whether the file is one that a module or the probe itself reads."""
    text = str(path)
    return text.startswith(INTERNAL) or text.endswith((".py", ".pyc", ".so")) or isinstance(path, int)

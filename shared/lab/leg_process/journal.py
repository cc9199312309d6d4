"""The journal of a leg's run: a file to which the leg's threads, processes and interpreters append lines.

Each line is a JSON object with the `event` first. A line is one `write` to a file opened with O_APPEND, so
lines of different processes do not mix (POSIX, write: with O_APPEND, no other write comes between seeking the
end and writing).
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any


def append(journal: Path, event: str, **values: Any) -> None:
    """Append one line.

    Raises:
        ValueError: a value is NaN or infinite, which JSON cannot say.
    """
    line = json.dumps({"event": event, **values}, separators=(",", ":"), allow_nan=False) + "\n"
    os.write(_descriptor(str(journal)), line.encode())


@cache
def _descriptor(path: str) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

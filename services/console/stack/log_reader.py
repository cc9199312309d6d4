"""Find in a service's log the error that ended it."""

import re
from pathlib import Path

from guarded.guard import RUN_HEADER

TAIL_BYTES = 256 * 1024
LAST_LINES = 200  # an error further back is not what ended the service
REFUSAL = re.compile(r"cannot (start|listen)\b.*")
TRACEBACK = "Traceback (most recent call last):"
ERROR = re.compile(r"\b(critical|fatal|error|bad file|can't|could not)\b", re.IGNORECASE)


def read_last_run(log: Path) -> list[str]:
    """The last lines of the service's last run."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - TAIL_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except FileNotFoundError:
        return []
    starts = [number for number, line in enumerate(lines) if line.startswith(RUN_HEADER)]
    return lines[starts[-1] + 1 if starts else 0 :][-LAST_LINES:]


def find_error(lines: list[str]) -> str:
    """The refusal to start, else the exception of the last traceback, else the last error; "" for none."""
    return _refusal(lines) or _exception(lines) or _last_error(lines)


def _refusal(lines: list[str]) -> str:
    found = (REFUSAL.search(line) for line in reversed(lines))
    return next((match[0] for match in found if match), "")


def _exception(lines: list[str]) -> str:
    """The first line that is not indented after the header of the last traceback."""
    headers = [number for number, line in enumerate(lines) if TRACEBACK in line]
    after = lines[headers[-1] + 1 :] if headers else []
    return next((line for line in after if line and not line[0].isspace()), "")


def _last_error(lines: list[str]) -> str:
    return next((line.strip() for line in reversed(lines) if ERROR.search(line)), "")

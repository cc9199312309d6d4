"""The processes of a program under test, as Linux knows them."""

import contextlib
import os
import signal
from collections.abc import Iterable
from pathlib import Path


def exists(pid: int) -> bool:
    """Whether the process lives; one that is dead and not yet reaped does not."""
    return _state_and_session(pid)[0] not in ("", "Z")


def processes_of_session(session: int) -> list[int]:
    """All living processes of a session: what its leader has started, whatever their process groups.

    Args:
        session: the leader's process id; it need not live any more.
    """
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [pid for pid in pids if _state_and_session(pid)[1] == session and exists(pid)]


def signal_all(pids: Iterable[int], number: signal.Signals) -> None:
    """Send a signal to each that still is there."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _state_and_session(pid: int) -> tuple[str, int]:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return "", 0
    return fields[0], int(fields[3])

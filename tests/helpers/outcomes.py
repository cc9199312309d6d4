"""Outcomes made up for tests that need no download."""

from typing import Any

from download_task import Outcome, Runner


def outcome(
    *,
    wall_secs: float = 1.0,
    host: str = "h",
    pid: int = 1,
    thread: int = 1,
    interpreter: int = 0,
    **fields: Any,
) -> Outcome:
    """An outcome of a run by such a runner."""
    return Outcome(
        **{
            "download_id": "1",
            "name": "a",
            "state": "finished",
            "size_bytes": 0,
            "sha256": None,
            "path": None,
            "started_at": 100.0,
            "wall_secs": wall_secs,
            "cpu_secs": 0.0,
            "runner": Runner(host, pid, thread, interpreter),
            **fields,
        }
    )

"""The tasks of a batch as they stand: first as the API lists them, then as events change them."""

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from client import DownloadView, StreamEvent
from console.worker_names import worker_name

STATE_AFTER = {
    "started": "running",
    "finished": "finished",
    "failed": "failed",
    "cancelled": "cancelled",
    "retrying": "queued",
    "handed-back": "queued",
    "requeued": "queued",
}


@dataclass(slots=True)
class Task:
    """One download.

    Attributes:
        name: the download's.
        state: as the API names it.
        worker: who runs or ran it; "" when nobody has.
        fraction: how much is done, 0 to 1; None when that is not known.
        started: when its last run started, by this machine's monotonic clock.
        wall_secs: how long that run took; None before it ended.
        retry: when it is queued again, by the same clock; None unless it is scheduled.
    """

    name: str
    state: str = "queued"
    worker: str = ""
    fraction: float | None = None
    started: float | None = None
    wall_secs: float | None = None
    retry: float | None = None

    def secs(self) -> float | None:
        """How long its last run takes or took; None when there is none."""
        if self.wall_secs is None and self.state == "running" and self.started is not None:
            return time.monotonic() - self.started
        return self.wall_secs

    def secs_to_retry(self) -> int | None:
        """How long until it is queued again, in whole seconds; None when it is not scheduled."""
        if self.state != "scheduled" or self.retry is None:
            return None
        return max(0, math.ceil(self.retry - time.monotonic()))


class Tasks:
    """All tasks of a batch, in the order in which they were submitted."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task] = {}

    def __iter__(self) -> Iterator[Task]:
        return iter(list(self._tasks.values()))  # a copy: a thread may draw while another changes them

    def load(self, downloads: Iterable[DownloadView]) -> None:
        """Take over what the API says, newest first."""
        loaded = {download["id"]: self._task_of(download) for download in downloads}
        self._tasks = dict(reversed(loaded.items()))

    def apply(self, event: StreamEvent) -> None:
        """Change the task that the event is about."""
        task = self._tasks.get(event.data.get("download") or "")
        if task is None:
            return
        data: dict[str, Any] = event.data.get("data") or {}
        task.state = STATE_AFTER.get(event.type, task.state)
        if event.type == "started":
            task.worker = worker_name(data["pool"], data.get("worker_number"))
            task.fraction, task.started, task.wall_secs = None, time.monotonic(), None
        elif event.type == "progress":
            task.fraction = data.get("fraction")
        else:
            task.wall_secs = data.get("wall_secs")
            task.retry = _monotonic(data.get("retry_at"))
            if task.retry is not None:
                task.state = "scheduled"

    def worker_of(self, download_id: str) -> str:
        """Who runs or ran the download; "" when nobody has."""
        task = self._tasks.get(download_id)
        return task.worker if task else ""

    def _task_of(self, download: DownloadView) -> Task:
        task = Task(download["name"], download["state"], fraction=download["fraction"])
        task.retry = _monotonic(download.get("retry_at"))
        if download["runs"]:
            run = download["runs"][-1]
            task.worker = worker_name(run["pool"], run.get("worker_number"))
            task.started = time.monotonic() - _secs_since(run["started_at"])
            task.wall_secs = run["wall_secs"]
        return task


def _secs_since(moment: str) -> float:
    """How long ago that was; not less than nothing, for the clock of a server may be ahead."""
    return max(0.0, (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds())


def _monotonic(moment: str | None) -> float | None:
    """The moment by this machine's monotonic clock."""
    if moment is None:
        return None
    return time.monotonic() + (datetime.fromisoformat(moment) - datetime.now(UTC)).total_seconds()

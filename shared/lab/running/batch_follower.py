"""Follows the batch of a distributed leg, and tells what its tasks do."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from client import Accepted, Client, ClientError
from lab.experiment import Fact

from .errors import ExperimentCancelled, LegFailed
from .progress import TaskProgress
from .worker_runs import progress_of

POLL_SECS = 0.1
TELL_SECS, TELL_SHARE = 0.25, 0.1  # at least so long between, at most this share of the time for asking

OnTasks = Callable[[float, Sequence[TaskProgress]], None]


class BatchFollower:
    """Follows one batch.

    Args:
        client: to the front.
        accepted: the answer to the submission of the batch.
        started_at: when the leg started, seconds since the epoch.
        on_tasks: told the elapsed seconds and the tasks that have changed.
        cancelled: asked at each poll.
    """

    def __init__(
        self,
        client: Client,
        accepted: Accepted,
        started_at: float,
        on_tasks: OnTasks,
        cancelled: Callable[[], bool],
    ) -> None:
        self._client = client
        self._batch = accepted["batch"]
        self._ids = accepted["downloads"]
        self._started_at = started_at
        self._on_tasks = on_tasks
        self._cancelled = cancelled
        self._told: dict[int, TaskProgress] = {}
        self._next_tell = 0.0

    def to_the_end(self, limit_secs: float) -> None:
        """Wait until all tasks have ended; cancel the batch if that is not to be.

        Raises:
            LegFailed, ExperimentCancelled, ClientError: see there.
        """
        deadline = time.monotonic() + limit_secs
        try:
            while not self._batch["done"]:
                if self._cancelled():
                    raise ExperimentCancelled
                if time.monotonic() > deadline:
                    raise LegFailed(Fact("leg-timed-out", {"secs": round(limit_secs)}))
                time.sleep(POLL_SECS)
                self._tell()
                self._batch = self._client.batch(self._batch["id"])
        except BaseException:
            with suppress(ClientError):
                self._client.cancel_batch(self._batch["id"])
            raise
        self._next_tell = 0.0
        self._tell()

    def views(self) -> list[Any]:
        """All downloads, in the order of the tasks."""
        found = {view["id"]: view for view in self._client.downloads(batch=self._batch["id"])}
        return [found[download_id] for download_id in self._ids if download_id in found]

    def _tell(self) -> None:
        """Tell which tasks have changed, if it is time to: listing a large batch takes the front long."""
        start = time.monotonic()
        if start < self._next_tell:
            return
        now = {index: progress_of(index, view, self._started_at) for index, view in enumerate(self.views())}
        changed = [task for index, task in now.items() if task and task != self._told.get(index)]
        self._told.update({task.task: task for task in changed})
        self._on_tasks(time.time() - self._started_at, changed)
        self._next_tell = time.monotonic() + max(TELL_SECS, (time.monotonic() - start) / TELL_SHARE)

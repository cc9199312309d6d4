"""Runs distributed legs: submits the tasks over HTTP, and RQ workers run them.

Not imported by `lab.running` itself: whoever has a front to ask imports it.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from client import BatchView, Client, ClientError
from download_task import Download
from lab.experiment import Fact, LegPlan, LegRun, Plan
from lab.planning import leg_secs
from lab.workloads import make_downloads
from words import printable

from .distributed_runner import Workers
from .errors import ExperimentCancelled, LegFailed, LegUnavailable
from .progress import TaskProgress
from .worker_runs import progress_of, task_runs

POLL_SECS = 0.1
TELL_SECS, TELL_SHARE = 0.25, 0.1  # at least so long between, at most this share of the time for asking
LONGEST_SECS, TIMES_THE_ESTIMATE = 120.0, 10.0

OnTasks = Callable[[float, Sequence[TaskProgress]], None]


class RedisCounters(Protocol):
    """A connection to Redis, as redis-py's."""

    def info(self, section: str) -> Any:
        """Its statistics."""


class ApiRunner:
    """Runs distributed legs by asking the API.

    Args:
        client: to the front.
        origin_url: where the workers find the origin, for the workload `http`.
        redis: the Redis that the workers use, to count what a leg asks of it; without it, that is not known.
    """

    def __init__(self, client: Client, *, origin_url: str = "", redis: RedisCounters | None = None) -> None:
        self._client = client
        self._origin_url = origin_url
        self._redis = redis

    def find_workers(self, pool: str) -> Workers:
        """See `DistributedRunner`."""
        try:
            view = self._client.workers()
        except ClientError as error:
            raise LegUnavailable(Fact("no-front", {"url": self._client.url})) from error
        workers = [worker for worker in view["workers"] if pool in ("any", worker["pool"])]
        if not workers:
            raise LegUnavailable(Fact("no-workers", {"pool": pool}))
        return Workers(len(workers), sum(worker["slots"] for worker in workers))

    def run(self, plan: Plan, leg: LegPlan, *, on_tasks: OnTasks, cancelled: Callable[[], bool]) -> LegRun:
        """See `DistributedRunner`.

        The makespan is from the request to the end of the last task, as its worker measured it: polling does
        not count.
        """
        downloads, _ = make_downloads(plan, Path(), self._origin_url)
        counters = _count(self._redis)
        started_at = time.time()
        try:
            accepted = self._client.submit(_body(downloads, leg.pool))
            ids = accepted["downloads"]
            follow = _Follow(self._client, accepted["batch"], ids, started_at, on_tasks, cancelled)
            follow.to_the_end(LONGEST_SECS + TIMES_THE_ESTIMATE * leg_secs(plan, leg))
            views = follow.views()
        except ClientError as error:
            raise LegFailed(Fact("front-refused", {"error": printable(str(error), 500)})) from error
        tasks = [run for index, view in enumerate(views) for run in task_runs(index, view, started_at)]
        if not tasks:
            raise LegFailed(Fact("not-run"))
        commands, size_bytes = _since(counters, _count(self._redis))
        return LegRun(
            repeat=0,
            order=0,
            started_at=started_at,
            makespan_secs=max(task.ended_secs for task in tasks),
            startup_secs=min(task.started_secs for task in tasks),
            tasks=tuple(tasks),
            cpu_secs=sum(task.cpu_secs for task in tasks),
            redis_commands=commands,
            redis_bytes=size_bytes,
            functions=_functions(views),
        )


def _functions(views: Sequence[Any]) -> tuple[str, ...]:
    runners = [run["runner"] for view in views for run in view["runs"]]
    return tuple(sorted({runner["task"] for runner in runners if runner}))


class _Follow:
    """Follows a batch."""

    def __init__(
        self,
        client: Client,
        batch: BatchView,
        ids: Sequence[str],
        started_at: float,
        on_tasks: OnTasks,
        cancelled: Callable[[], bool],
    ) -> None:
        self._client = client
        self._batch = batch
        self._ids = ids
        self._started_at = started_at
        self._on_tasks = on_tasks
        self._cancelled = cancelled
        self._told: dict[int, TaskProgress] = {}
        self._next_tell = 0.0

    def to_the_end(self, limit_secs: float) -> None:
        """Wait until all tasks have ended."""
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


def _body(downloads: Sequence[Download], pool: str) -> dict[str, Any]:
    first = downloads[0]
    body: dict[str, Any] = {
        "items": [_item(download) for download in downloads],
        "pool": pool,
        "time_scale": first.time_scale,
        "seed": first.seed,
    }
    if first.work is not None:
        body["work"] = {"kind": first.work.kind, "rounds": first.work.rounds}
    return body


def _item(download: Download) -> dict[str, str]:
    return {"name": download.name} | ({"url": download.url} if download.url else {})


def _count(redis: RedisCounters | None) -> tuple[int, int] | None:
    """The commands and bytes, in and out, that Redis has served since it started."""
    if redis is None:
        return None
    stats = redis.info("stats")
    served = stats["total_net_input_bytes"] + stats["total_net_output_bytes"]
    return stats["total_commands_processed"], served


def _since(before: tuple[int, int] | None, after: tuple[int, int] | None) -> tuple[int | None, int | None]:
    if before is None or after is None:
        return None, None
    return after[0] - before[0], after[1] - before[1]

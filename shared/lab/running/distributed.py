"""Runs distributed legs: submits the tasks over HTTP, and RQ workers run them.

Not imported by `lab.running` itself: whoever has a front to ask imports it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from client import Client, ClientError
from download_task import Download
from lab.experiment import Fact, LegPlan, LegRun, Plan, TaskRun
from lab.planning import leg_secs
from lab.workloads import make_downloads
from words import printable

from .batch_follower import BatchFollower, OnTasks
from .distributed_runner import Workers
from .errors import LegFailed, LegUnavailable
from .worker_runs import task_runs

LONGEST_SECS, TIMES_THE_ESTIMATE = 120.0, 10.0


@dataclass(frozen=True, slots=True)
class RedisShare:
    """What only Redis can tell of a leg; None where it did not.

    Attributes:
        commands, size_bytes: what it served meanwhile.
        clock_bound_secs: the clocks of the hosts differ from ours by no more.
    """

    commands: int | None = None
    size_bytes: int | None = None
    clock_bound_secs: float | None = None


class RedisWitness(Protocol):
    """Watches the Redis that the workers use."""

    def begin(self) -> Callable[[str], RedisShare]:
        """Begin to watch; the answer is called with the batch's id when its tasks have ended."""


class _NoWitness:
    def begin(self) -> Callable[[str], RedisShare]:
        return lambda _batch: RedisShare()


class ApiRunner:
    """Runs distributed legs by asking the API.

    Args:
        client: to the front.
        origin_url: where the workers find the origin, for the workload `http`.
        redis: watches the workers' Redis; without it, what only Redis can tell is not known.
        before_submit: called with the Idempotency-Key of each batch before it is submitted, so that it can be
            found by somebody else, should this process be killed.
    """

    def __init__(
        self,
        client: Client,
        *,
        origin_url: str = "",
        redis: RedisWitness | None = None,
        before_submit: Callable[[str], None] = lambda _key: None,
    ) -> None:
        self._client = client
        self._origin_url = origin_url
        self._redis = redis or _NoWitness()
        self._before_submit = before_submit

    def find_workers(self, pool: str) -> Workers:
        """See `DistributedRunner`."""
        try:
            view = self._client.workers()
        except ClientError as error:
            raise LegUnavailable(Fact("no-front", {"url": self._client.url})) from error
        workers = [worker for worker in view["workers"] if pool in ("any", worker["pool"])]
        if not workers:
            raise LegUnavailable(Fact("no-workers", {"pool": pool}))
        return Workers(len(workers), sum(worker["slots"] for worker in workers), _cores(workers))

    def run(self, plan: Plan, leg: LegPlan, *, on_tasks: OnTasks, cancelled: Callable[[], bool]) -> LegRun:
        """See `DistributedRunner`.

        The makespan is from the request to the end of the last task, as its worker measured it: polling does
        not count.
        """
        downloads, _ = make_downloads(plan, Path(), self._origin_url)
        told_by_redis = self._redis.begin()
        key = uuid4().hex
        self._before_submit(key)
        started_at = time.time()
        try:
            accepted = self._client.submit(_body(downloads, leg.pool), key=key)
            follower = BatchFollower(self._client, accepted, started_at, on_tasks, cancelled)
            follower.to_the_end(LONGEST_SECS + TIMES_THE_ESTIMATE * leg_secs(plan, leg))
            views = follower.views()
        except ClientError as error:
            raise LegFailed(Fact("front-refused", {"error": printable(str(error), 500)})) from error
        tasks = [run for index, view in enumerate(views) for run in task_runs(index, view, started_at)]
        if not tasks:
            raise LegFailed(Fact("not-run"))
        return _leg_run(started_at, tasks, _functions(views), told_by_redis(accepted["batch"]["id"]))


def _leg_run(
    started_at: float, tasks: Sequence[TaskRun], functions: tuple[str, ...], share: RedisShare
) -> LegRun:
    return LegRun(
        repeat=0,
        order=0,
        started_at=started_at,
        makespan_secs=max(task.ended_secs for task in tasks),
        startup_secs=min(task.started_secs for task in tasks),
        tasks=tuple(tasks),
        cpu_secs=sum(task.cpu_secs for task in tasks),
        redis_commands=share.commands,
        redis_bytes=share.size_bytes,
        clock_bound_secs=share.clock_bound_secs,
        functions=functions,
    )


def _functions(views: Sequence[Any]) -> tuple[str, ...]:
    runners = [run["runner"] for view in views for run in view["runs"]]
    return tuple(sorted({runner["task"] for runner in runners if runner}))


def _cores(workers: Sequence[Any]) -> float | None:
    """The cores of their machines; None if one of them does not tell."""
    known = {worker["machine"]: worker["cores"] for worker in workers}
    return None if None in known or None in known.values() else sum(known.values())


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

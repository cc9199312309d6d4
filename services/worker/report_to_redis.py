"""Between one running download and Redis: events and progress out, the wish to cancel in."""

import logging
from dataclasses import asdict
from typing import Any

from redis.exceptions import RedisError
from rq.job import Job

from download_task import Failure, Outcome, Report
from download_task.report import Pace
from rq_pools import stop_current_job, stop_requested
from wire import Event, is_cancel_requested, publish
from wire.events import EventType

PROGRESS_INTERVAL_SECS = 0.25  # for people to watch; each is a write to Redis
CANCEL_CHECK_INTERVAL_SECS = 0.5

log = logging.getLogger("worker.report_to_redis")


class Channel:
    """What the task is given as `report` and `cancelled`.

    Redis going away must not end a download: what cannot be told is logged and left out.

    Args:
        job: the RQ job that runs the download; its `meta` says what is known of the run.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._progress_pace = Pace(PROGRESS_INTERVAL_SECS)
        self._cancel_pace = Pace(CANCEL_CHECK_INTERVAL_SECS)

    def report(self, report: Report) -> None:
        """Pass a report of the task on, as an event and as the download's record."""
        if report.kind == "progress" and not self._progress_pace.is_due():
            return
        if report.kind == "ended":
            return  # told with its outcome, by `ended`
        progress = {
            "bytes_done": report.bytes_done,
            "bytes_total": report.bytes_total,
            "fraction": report.fraction,
        }
        runner = asdict(report.runner)
        if report.kind == "started":
            self._job.meta["runs"] = int(self._job.meta.get("runs", 0)) + 1
            self._job.meta.pop("outcome", None)
            self._job.meta["runner"] = runner
        self._job.meta["progress"] = progress
        self._tell(report.kind, {"runner": runner, **progress})

    def cancelled(self) -> bool:
        """Whether the task has to stop: its worker is stopping, or somebody cancelled the download."""
        if stop_requested():
            return True
        if self._cancel_pace.is_due() and self._is_cancelled_by_user():
            stop_current_job()
            return True
        return False

    def ended(self, outcome: Outcome, kind: EventType) -> None:
        """Write the outcome down and tell it."""
        self._job.meta["outcome"] = outcome.to_dict()
        self._tell(kind, {"outcome": outcome.to_dict(), "runner": asdict(outcome.runner)})

    def refused(self, failure: Failure) -> None:
        """Tell that the job's message is not a download."""
        self._tell("failed", {"failure": asdict(failure)})

    def _is_cancelled_by_user(self) -> bool:
        try:
            return is_cancel_requested(self._job.connection, self._job.id)
        except RedisError:
            return False

    def _tell(self, kind: EventType, data: dict[str, Any]) -> None:
        data["name"] = self._job.description
        event = Event(kind, batch=self._job.meta.get("batch", ""), download=self._job.id, data=data)
        try:
            self._job.save_meta()
            publish(self._job.connection, event)
        except RedisError as error:
            log.warning("could not tell that %s %s: %s", self._job.id, kind, error)

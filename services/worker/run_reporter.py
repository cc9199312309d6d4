"""Between one running download and Redis: events and progress out, cancel requests in."""

import logging
from collections.abc import Callable

from redis.exceptions import RedisError

from download_task import Report
from download_task.report import Pace
from rq_pools import stop_current_job, stop_requested
from wire import DownloadJob, is_cancel_requested, write_progress, write_start

PROGRESS_INTERVAL_SECS = 0.25  # for people to watch; each is a write to Redis
CANCEL_CHECK_INTERVAL_SECS = 0.5

log = logging.getLogger("worker.run_reporter")


class RunReporter:
    """What the task is given as `report` and `cancelled`.

    The download goes on while Redis is away: a report that cannot be written is logged and dropped. The end
    of the run is not written here but with the end of its job (`pools`).

    Args:
        job: the job that runs the download.
    """

    def __init__(self, job: DownloadJob) -> None:
        self._job = job
        self._progress_pace = Pace(PROGRESS_INTERVAL_SECS)
        self._cancel_pace = Pace(CANCEL_CHECK_INTERVAL_SECS)

    def report(self, report: Report) -> None:
        """Write a report of the task to the download's record, and publish it as an event.

        The progress of the work is not written: a download's fraction is that of its bytes, and never falls.
        """
        if report.kind == "started":
            self._try(lambda: write_start(self._job, report.runner))
        elif report.kind == "progress" and report.phase == "download" and self._progress_pace.is_due():
            done, total, fraction = report.bytes_done, report.bytes_total, report.fraction
            self._try(lambda: write_progress(self._job, done, total, fraction))

    def cancelled(self) -> bool:
        """Whether the task has to stop: its worker is stopping, or the download was cancelled."""
        if stop_requested():
            return True
        if self._cancel_pace.is_due() and self._is_cancelled_by_user():
            stop_current_job()
            return True
        return False

    def _is_cancelled_by_user(self) -> bool:
        try:
            return is_cancel_requested(self._job.connection, self._job.id)
        except RedisError:
            return False

    def _try(self, write: Callable[[], object]) -> None:
        try:
            write()
        except RedisError as error:
            log.warning("could not write how %s runs: %s", self._job.id, error)

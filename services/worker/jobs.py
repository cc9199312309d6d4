"""The function of every job: runs `download_task`, and reports its end in RQ's terms."""

from typing import Any

from rq import get_current_job

from download_task import Download, InvalidDownload, Outcome, download_task
from rq_pools import is_stopped_for_good
from wire import DownloadJob, unpack

from .environment import rules
from .run_reporter import RunReporter


class DownloadFailed(Exception):
    """The download failed; the message says why. RQ retries the job if it has retries left."""


class DownloadStopped(Exception):
    """The download was cancelled, or is about to be handed back because its worker stops."""


def perform_download(message: dict[str, Any]) -> None:
    """Run one download, and leave its outcome with the job, whose worker writes it.

    Args:
        message: the download, as `wire.pack` made it.

    Raises:
        DownloadFailed: it failed.
        DownloadStopped: it was interrupted.
        InvalidDownload: the message is not a download.
        RuntimeError: it was called outside of a worker of Parallax.
    """
    job = get_current_job()
    if not isinstance(job, DownloadJob):
        raise RuntimeError("perform_download runs in a worker of Parallax; call download_task elsewhere")
    reporter = RunReporter(job)
    download = _read(message, job)
    outcome = download_task(download, rules(), report=reporter.report, cancelled=reporter.cancelled)
    if outcome.state != "cancelled" or is_stopped_for_good():
        job.outcome = outcome
    if outcome.state != "finished":
        raise _error_of(outcome, job)


def _read(message: Any, job: DownloadJob) -> Download:
    try:
        download = unpack(message)
        if download.id != job.id:
            raise InvalidDownload("id", "id-of-another-job")
    except InvalidDownload:
        job.retries_left = 0  # running it again cannot help
        raise
    return download


def _error_of(outcome: Outcome, job: DownloadJob) -> DownloadFailed | DownloadStopped:
    reason = str(outcome.failure or outcome.state)
    if outcome.state == "cancelled":
        return DownloadStopped(reason)
    if outcome.failure is not None and not outcome.failure.retryable:
        job.retries_left = 0  # running it again cannot help
    return DownloadFailed(reason)

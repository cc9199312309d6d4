"""The function of every job: run `download_task` where RQ has put it, and say how it ended in RQ's terms."""

from typing import Any

from rq import get_current_job
from rq.job import Job

from download_task import Download, Failure, InvalidDownload, Outcome, download_task
from rq_pools import is_stopped_for_good
from wire import unpack

from .environment import rules
from .report_to_redis import Channel


class DownloadFailed(Exception):
    """The download failed; the message says why. RQ retries it if it has retries left."""


class DownloadStopped(Exception):
    """The download was cancelled, or its worker is stopping and will hand it back."""


def perform_download(message: dict[str, Any]) -> dict[str, Any]:
    """Run one download.

    Args:
        message: as `wire.pack` made it.

    Returns:
        Its outcome, as JSON can carry it.

    Raises:
        DownloadFailed: it failed.
        DownloadStopped: it was interrupted.
        InvalidDownload: the message is not a download.
        RuntimeError: this is not a job of RQ.
    """
    job = get_current_job()
    if job is None:
        raise RuntimeError("perform_download runs in an RQ worker; call download_task elsewhere")
    channel = Channel(job)
    download = _read(message, job, channel)
    outcome = download_task(download, rules(), report=channel.report, cancelled=channel.cancelled)
    if outcome.state == "finished":
        channel.ended(outcome, "finished")
        return outcome.to_dict()
    raise _error_of(outcome, channel, job)


def _read(message: Any, job: Job, channel: Channel) -> Download:
    try:
        download = unpack(message)
        if download.id != job.id:
            raise InvalidDownload("id", "id-of-another-job")
    except InvalidDownload as error:
        job.retries_left = 0  # it will not become a download
        channel.refused(Failure.of(error))
        raise
    return download


def _error_of(outcome: Outcome, channel: Channel, job: Job) -> DownloadFailed | DownloadStopped:
    reason = str(outcome.failure or outcome.state)
    if outcome.state == "cancelled":
        if is_stopped_for_good():
            channel.ended(outcome, "cancelled")
        return DownloadStopped(reason)
    if outcome.failure is not None and not outcome.failure.retryable:
        job.retries_left = 0  # running it again cannot help
    channel.ended(outcome, "retrying" if job.retries_left else "failed")
    return DownloadFailed(reason)

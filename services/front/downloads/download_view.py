"""A download as the API shows it, made from its job."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from redis.exceptions import ResponseError

from download_task import Failure
from front.reader import reader_words
from front.schemas import DownloadLinks, DownloadView, RunView, WorkView
from wire import ENDED, DownloadJob, Progress, Run
from words import failure_sentence, printable

REASON_OF_HAND_BACK = {"handed-back": "worker stopping", "lost": "worker lost"}


def view_of(job: DownloadJob, *, cancel_requested: bool, retry_at: datetime | None) -> DownloadView | None:
    """The download's view; None if its job holds foreign data that cannot be shown.

    Args:
        job: the download's.
        cancel_requested: whether a cancel was requested.
        retry_at: when it is queued again; None unless it is scheduled.
    """
    try:
        return _readable_view(job, cancel_requested, retry_at)
    except (ValueError, TypeError, KeyError, OverflowError, ResponseError):
        # Foreign data in one job must not hide the other downloads.
        return None


def _readable_view(job: DownloadJob, cancel_requested: bool, retry_at: datetime | None) -> DownloadView:
    message, state, runs = job.message, job.state, job.history
    last = runs[-1] if runs else None
    progress = _progress(job, last)
    has_file = state == "finished" and bool(message.get("url"))
    return DownloadView(
        id=job.id,
        batch=job.batch,
        name=str(message.get("name", "")),
        url=message.get("url"),
        pool=job.pool,
        work=_work(message.get("work")),
        state=state,
        retry_at=retry_at,
        fraction=progress.fraction,
        bytes_done=progress.bytes_done,
        bytes_total=progress.bytes_total,
        runs=[_run_view(run) for run in runs],
        handed_back=[REASON_OF_HAND_BACK[run.ended] for run in runs if run.ended in REASON_OF_HAND_BACK],
        cancel_requested=cancel_requested,
        runner=last.facts()["runner"] if last else None,
        outcome=_outcome(job, last),
        error=_error(job, last),
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        links=DownloadLinks(
            self=f"/api/v1/downloads/{job.id}", file=f"/api/v1/downloads/{job.id}/file" if has_file else None
        ),
    )


def _work(work: Any) -> WorkView | None:
    """What it computes; None for nothing, and for what no worker would accept."""
    try:
        return WorkView.model_validate(work)
    except ValueError:
        return None


def _progress(job: DownloadJob, last: Run | None) -> Progress:
    """The progress of the last run."""
    if last is None or job.state not in (*ENDED, "running"):
        return Progress(0)
    if job.state == "finished":
        return Progress(last.number, last.size_bytes, last.size_bytes or None, 1.0)
    known = job.progress if job.progress and job.progress.run == last.number else Progress(last.number)
    return Progress(last.number, last.size_bytes or known.bytes_done, known.bytes_total, known.fraction)


def _run_view(run: Run) -> RunView:
    facts = run.facts()
    return RunView.model_validate(facts | {"failure": _failure(run.failure)})


def _failure(failure: Failure | None) -> dict[str, Any] | None:
    """The failure's facts, with a sentence in the reader's language."""
    if failure is None:
        return None
    facts = asdict(failure)
    return facts | {"message": failure_sentence(reader_words(), facts)}


def _outcome(job: DownloadJob, last: Run | None) -> dict[str, Any] | None:
    """How the download ended, according to its last run."""
    if last is None or last.ended != job.state:
        return None
    facts = last.facts()
    return {
        "download_id": job.id,
        "name": str(job.message.get("name", "")),
        "state": last.ended,
        "size_bytes": last.size_bytes,
        "sha256": last.sha256,
        "started_at": last.started_at,
        "wall_secs": last.wall_secs,
        "cpu_secs": last.cpu_secs,
        "core_wait_secs": last.core_wait_secs,
        "work_secs": last.work_secs or 0.0,
        "work_cpu_secs": last.work_cpu_secs or 0.0,
        "work_core_wait_secs": last.work_core_wait_secs,
        "runner": facts["runner"],
        "work_result": last.work_result,
        "failure": asdict(last.failure) if last.failure else None,
    }


def _error(job: DownloadJob, last: Run | None) -> dict[str, Any] | None:
    """Why the download failed or was cancelled."""
    if job.state not in ("failed", "cancelled"):
        return None
    failure = last.failure if last is not None and last.ended == job.state else None
    error = _failure(failure or _failure_without_run(job, last)) or {}
    return {name: value for name, value in error.items() if name != "retryable"}


def _failure_without_run(job: DownloadJob, last: Run | None) -> Failure:
    """The failure according to RQ's own records, for a download whose run recorded none."""
    if job.state == "cancelled":
        return Failure("cancelled", "" if last else "before-start")
    result = job.latest_result()
    lines = str((result and result.exc_string) or "").strip().splitlines()
    return Failure("failed", "error", {"error": printable(lines[-1], 300)}) if lines else Failure("failed")

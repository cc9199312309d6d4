"""Find downloads, and list them page by page."""

import re

from redis import Redis

from front.schemas import ID_PATTERN, DownloadPage, DownloadView
from wire import DownloadJob, State, is_cancel_requested, read_jobs, read_retry_times

from . import batch_records
from .batch_records import BatchRecord
from .download_view import view_of


def find_job(redis: "Redis", download_id: str) -> DownloadJob | None:
    """The download's job; None if there is none, or it is not a download's."""
    if not re.fullmatch(ID_PATTERN, download_id):
        return None  # such as `ID:dependents`, which names another key of RQ's
    [job] = read_jobs(redis, [download_id])
    return job


def view(redis: "Redis", job: DownloadJob) -> DownloadView | None:
    """The download's view; None if its job holds foreign data that cannot be shown."""
    return next(iter(_views(redis, [job])), None)


def page(
    redis: "Redis", *, state: State | None, batch: str | None, before: int | None, limit: int
) -> DownloadPage:
    """A page of downloads, newest first.

    Reads about 2,000 downloads at most, so that filtering a long list by a rare state does not take long. The
    page may then hold fewer than `limit`; its cursor continues where it stopped.
    """
    found: list[DownloadJob] = []
    looked_at, last = 0, before
    more = True
    record = batch_records.find_batch(redis, batch) if batch is not None else None
    if batch is not None and record is None:
        return DownloadPage(downloads=[], next_cursor=None)
    while more and len(found) < limit and looked_at < batch_records.SCAN_LIMIT:
        count = max(limit, batch_records.SCAN_CHUNK)
        ids = _newest(redis, record, last, count)
        more = len(ids) == count
        looked_at += len(ids)
        for job, (_, sequence) in zip(read_jobs(redis, [i for i, _ in ids]), ids, strict=True):
            if len(found) == limit:
                more = True
                break
            last = sequence
            if job is not None and (state is None or job.state == state):
                found.append(job)
    return DownloadPage(downloads=_views(redis, found), next_cursor=str(last) if more and last else None)


def _newest(
    redis: "Redis", batch: BatchRecord | None, before: int | None, count: int
) -> list[tuple[str, int]]:
    if batch is None:
        return batch_records.newest_downloads(redis, before, count)
    return batch_records.newest_of_batch(redis, batch, before, count)


def _views(redis: "Redis", jobs: list[DownloadJob]) -> list[DownloadView]:
    """The views of the jobs that can be shown."""
    with redis.pipeline(transaction=False) as pipeline:
        for job in jobs:
            is_cancel_requested(pipeline, job.id)
        requests = pipeline.execute()
    retry_times = read_retry_times(redis, [job for job in jobs if job.state == "scheduled"])
    views = (
        view_of(job, cancel_requested=bool(request), retry_at=retry_times.get(job.id))
        for job, request in zip(jobs, requests, strict=True)
    )
    return [view for view in views if view is not None]

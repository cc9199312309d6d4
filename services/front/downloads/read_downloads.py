"""From RQ's jobs to what the API shows of downloads."""

import json
import re
from collections.abc import Iterable
from typing import Any

from redis import Redis
from redis.exceptions import ResponseError
from rq.job import Job
from rq.serializers import JSONSerializer

from front.reader import reader_words
from front.schemas import (
    ID_PATTERN,
    DownloadLinks,
    DownloadPage,
    DownloadView,
)
from wire import QUEUE_PREFIX, State, hand_backs, is_cancel_requested, state_of_status
from words import failure_sentence, printable

from . import batch_records


def find_job(redis: "Redis", download_id: str) -> Job | None:
    """The RQ job of a download; None when there is none, or it is not one of ours."""
    if not re.fullmatch(ID_PATTERN, download_id):
        return None  # and may be another key of RQ's, such as `ID:dependents`
    jobs = _fetch(redis, [download_id])
    return jobs[0]


def state_of(job: Job) -> State:
    """The download's state, as RQ's status says it."""
    return state_of_status(job.get_status(refresh=False).value)


def view(redis: "Redis", job: Job) -> DownloadView | None:
    """The download as it stands; None when somebody else has written what cannot be shown."""
    return next(iter(_views(redis, [job])), None)


def page(
    redis: "Redis", *, state: State | None, batch: str | None, before: int | None, limit: int
) -> DownloadPage:
    """A page of downloads, newest first.

    Looks at about 2,000 for one page, so that a rare state in a long list does not hold a request up; the
    page is short then, and its cursor goes on.
    """
    found: list[Job] = []
    looked_at, last = 0, before
    more = True
    record = batch_records.find_batch(redis, batch) if batch is not None else None
    if batch is not None and record is None:
        return DownloadPage(downloads=[], next_cursor=None)
    while more and len(found) < limit and looked_at < batch_records.SCAN_LIMIT:
        count = max(limit, batch_records.SCAN_CHUNK)
        ids = (
            batch_records.newest_of_batch(redis, record, last, count)
            if record
            else batch_records.newest_downloads(redis, last, count)
        )
        more = len(ids) == count
        looked_at += len(ids)
        for job, (_, sequence) in zip(_fetch(redis, [i for i, _ in ids]), ids, strict=True):
            if len(found) == limit:
                more = True
                break
            last = sequence
            if job is not None and (state is None or state_of(job) == state):
                found.append(job)
    return DownloadPage(downloads=_views(redis, found), next_cursor=str(last) if more and last else None)


def _fetch(redis: "Redis", ids: list[str]) -> list[Job | None]:
    """The jobs, None for each that is gone, unreadable, or not a download's."""
    if not ids:
        return []
    with redis.pipeline(transaction=False) as pipeline:
        for job_id in ids:
            pipeline.hgetall(Job.key_for(job_id))
        # A key that is no hash is an error of its own, and none of the others.
        answers = pipeline.execute(raise_on_error=False)
    return [_restore(redis, job_id, raw) for job_id, raw in zip(ids, answers, strict=True)]


def _restore(redis: "Redis", job_id: str, raw: Any) -> Job | None:
    if not isinstance(raw, dict) or not raw:
        return None
    try:
        job = Job(job_id, connection=redis, serializer=JSONSerializer)
        job.restore(raw)
        job.meta = job.meta if isinstance(job.meta, dict) else {}
        is_ours = str(job.origin).startswith(QUEUE_PREFIX) and isinstance(job.args[0], dict)
    except Exception:
        # Whatever somebody else wrote there must not break the list of the others.
        return None
    return job if is_ours else None


def _views(redis: "Redis", jobs: Iterable[Job]) -> list[DownloadView]:
    """What can be shown of the jobs."""
    jobs = list(jobs)
    with redis.pipeline(transaction=False) as pipeline:
        for job in jobs:
            is_cancel_requested(pipeline, job.id)
        wishes = pipeline.execute()
    reasons = hand_backs(redis, [job.id for job in jobs])
    views = (_view(job, bool(wish), back) for job, wish, back in zip(jobs, wishes, reasons, strict=True))
    return [view for view in views if view is not None]


def _view(job: Job, cancel_requested: bool, handed_back: list[str]) -> DownloadView | None:
    try:
        return _readable_view(job, cancel_requested, handed_back)
    except (ValueError, TypeError, KeyError, OverflowError, ResponseError):
        # Whatever somebody else wrote there must not break the list of the others.
        return None


def _readable_view(job: Job, cancel_requested: bool, handed_back: list[str]) -> DownloadView:
    message: dict[str, Any] = job.args[0]
    meta: dict[str, Any] = job.meta
    state = state_of(job)
    outcome = _object(meta.get("outcome"))
    progress = _object(meta.get("progress"))
    has_file = state == "finished" and bool(message.get("url"))
    return DownloadView(
        id=job.id,
        batch=str(meta.get("batch", "")),
        name=str(message.get("name", "")),
        url=message.get("url"),
        pool=str(job.origin).removeprefix(QUEUE_PREFIX),
        state=state,
        fraction=1.0 if state == "finished" else progress.get("fraction"),
        bytes_done=int(outcome.get("size_bytes") or progress.get("bytes_done") or 0),
        bytes_total=progress.get("bytes_total"),
        runs=int(meta.get("runs", 0)),
        handed_back=handed_back,
        cancel_requested=cancel_requested,
        runner=_object(meta.get("runner")) or None,
        # Where the worker keeps the file is its own business.
        outcome={name: value for name, value in outcome.items() if name != "path"} or None,
        error=_error(job, state, outcome),
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        links=DownloadLinks(
            self=f"/api/v1/downloads/{job.id}", file=f"/api/v1/downloads/{job.id}/file" if has_file else None
        ),
    )


def _object(value: Any) -> dict[str, Any]:
    """The value when it is an object that the answer's JSON can carry; else an empty one.

    Raises:
        ValueError: it holds a NaN, which Python writes and browsers refuse.
    """
    json.dumps(value, allow_nan=False)
    return value if isinstance(value, dict) else {}


def _error(job: Job, state: State, outcome: dict[str, Any]) -> dict[str, Any] | None:
    if state not in ("failed", "cancelled"):
        return None
    failure = {"reason": "", "values": {}, **_failure(job, state, outcome)}
    return {
        "code": str(failure["code"]),
        "reason": str(failure["reason"]),
        "values": failure["values"],
        "message": failure_sentence(reader_words(), failure),
    }


def _failure(job: Job, state: State, outcome: dict[str, Any]) -> dict[str, Any]:
    if failure := _object(outcome.get("failure")):
        return failure
    if state == "cancelled":
        return {"code": "cancelled", "reason": "" if job.meta.get("runs") else "before-start"}
    result = job.latest_result()
    if not result or not result.exc_string:
        return {"code": "failed"}
    last_line = str(result.exc_string).strip().splitlines()[-1]
    return {"code": "failed", "reason": "error", "values": {"error": printable(last_line, 300)}}

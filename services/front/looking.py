"""From RQ's jobs to what the API shows of downloads, batches and workers."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from redis import Redis
from redis.exceptions import ResponseError
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from rq_pools import describe_workers
from wire import QUEUE_PREFIX, hand_backs, is_cancel_requested

from . import records
from .records import BatchRecord
from .schemas import (
    ID_PATTERN,
    STATES,
    BatchLinks,
    BatchView,
    DownloadLinks,
    DownloadPage,
    DownloadView,
    RunningView,
    State,
    WorkersView,
    WorkerView,
)

STATE_OF: dict[str, State] = {
    JobStatus.SCHEDULED.value: "scheduled",
    JobStatus.STARTED.value: "running",
    JobStatus.FINISHED.value: "finished",
    JobStatus.FAILED.value: "failed",
    JobStatus.CANCELED.value: "cancelled",
    JobStatus.STOPPED.value: "cancelled",
}


def find_job(redis: "Redis", download_id: str) -> Job | None:
    """The RQ job of a download; None when there is none, or it is not one of ours."""
    if not re.fullmatch(ID_PATTERN, download_id):
        return None  # and may be another key of RQ's, such as `ID:dependents`
    jobs = _fetch(redis, [download_id])
    return jobs[0]


def state_of(job: Job) -> State:
    """The download's state, from RQ's status; what RQ knows and the API does not is `queued`."""
    return STATE_OF.get(str(job.get_status(refresh=False).value), "queued")


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
    record = records.find_batch(redis, batch) if batch is not None else None
    if batch is not None and record is None:
        return DownloadPage(downloads=[], next_cursor=None)
    while more and len(found) < limit and looked_at < records.SCAN_LIMIT:
        count = max(limit, records.SCAN_CHUNK)
        ids = (
            records.newest_of_batch(redis, record, last, count)
            if record
            else records.newest_downloads(redis, last, count)
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


def batch_view(redis: "Redis", batch: BatchRecord) -> BatchView:
    """The batch with its downloads counted by state; those that are no longer kept count as nothing."""
    ids = records.batch_members(redis, batch.id)
    with redis.pipeline(transaction=False) as pipeline:
        for download_id in ids:
            pipeline.hget(Job.key_for(download_id), "status")
        answers = pipeline.execute(raise_on_error=False)
    statuses = [status.decode(errors="replace") for status in answers if isinstance(status, bytes)]
    return as_submitted(batch, Counter(STATE_OF.get(status, "queued") for status in statuses))


def as_submitted(batch: BatchRecord, counts: "Counter[State] | None" = None) -> BatchView:
    """The batch with the given counts; without any, as it was right after it was submitted."""
    counted = counts if counts is not None else Counter({"queued": batch.count})
    return BatchView(
        id=batch.id,
        created_at=batch.created_at,
        count=batch.count,
        pool=batch.pool,
        states={state: counted.get(state, 0) for state in STATES},
        done=not any(counted.get(state) for state in ("queued", "scheduled", "running")),
        links=BatchLinks(self=f"/api/v1/batches/{batch.id}", downloads=f"/api/v1/downloads?batch={batch.id}"),
    )


def workers_view(redis: "Redis") -> WorkersView:
    """All live workers, and what each slot runs."""
    workers = describe_workers(redis)
    ids = [job.job_id for worker in workers for job in worker.running]
    names = _names(redis, ids)
    views = [
        WorkerView(
            name=worker.name,
            hostname=worker.hostname,
            pid=worker.pid,
            pool=worker.pool,
            slots=worker.slots,
            queues=worker.queues,
            state=worker.state,
            last_heartbeat=worker.last_heartbeat,
            finished_jobs=worker.finished_jobs,
            failed_jobs=worker.failed_jobs,
            running=[
                RunningView(
                    slot=job.slot, download=job.job_id, name=names[job.job_id], started_at=job.started_at
                )
                for job in worker.running
            ],
        )
        for worker in workers
    ]
    return WorkersView(
        workers=views,
        slots_total=sum(worker.slots for worker in views),
        slots_busy=sum(len(worker.running) for worker in views),
    )


def _names(redis: "Redis", ids: list[str]) -> dict[str, str]:
    with redis.pipeline(transaction=False) as pipeline:
        for job_id in ids:
            pipeline.hget(Job.key_for(job_id), "description")
        return {
            job_id: (name or b"").decode(errors="replace")
            for job_id, name in zip(ids, pipeline.execute(), strict=True)
        }


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


def _error(job: Job, state: State, outcome: dict[str, Any]) -> dict[str, str] | None:
    if state not in ("failed", "cancelled"):
        return None
    failure = outcome.get("failure")
    if failure:
        return {"code": str(failure["code"]), "message": str(failure["message"])}
    if state == "cancelled":
        how = "cancelled before it ran" if not job.meta.get("runs") else "cancelled"
        return {"code": "cancelled", "message": how}
    result = job.latest_result()
    lines = (
        str(result.exc_string if result and result.exc_string else "no reason is known").strip().splitlines()
    )
    return {"code": "failed", "message": lines[-1][:300]}

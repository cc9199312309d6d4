"""From RQ's jobs to what the API shows of downloads, batches and workers."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from redis import Redis
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from rq_pools import describe_workers
from wire import QUEUE_PREFIX

from . import records
from .records import BatchRecord
from .schemas import (
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
    jobs = _fetch(redis, [download_id])
    return jobs[0]


def state_of(job: Job) -> State:
    """The download's state, from RQ's status; what RQ knows and the API does not is `queued`."""
    return STATE_OF.get(str(job.get_status(refresh=False).value), "queued")


def view(redis: "Redis", job: Job) -> DownloadView:
    """The download as it stands."""
    return _views(redis, [job])[0]


def page(
    redis: "Redis", *, state: State | None, batch: str | None, before: int | None, limit: int
) -> DownloadPage:
    """A page of downloads, newest first.

    Looks at no more than 2,000 for one page, so that a rare state in a long list does not hold a request
    up; the page is short then, and its cursor goes on.
    """
    found: list[Job] = []
    looked_at, last = 0, before
    more = True
    while more and len(found) < limit and looked_at < records.SCAN_LIMIT:
        ids, more = _ids(redis, batch, last, limit)
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
        statuses = [status.decode() for status in pipeline.execute() if status]
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


def _ids(
    redis: "Redis", batch: str | None, before: int | None, count: int
) -> tuple[list[tuple[str, int]], bool]:
    """The next ids with their sequence numbers, newest first, and whether there may be more after them."""
    if batch is None:
        ids = records.newest_downloads(redis, before, count)
        return ids, len(ids) == count
    members = records.batch_members(redis, batch)
    pairs = list(zip(members, records.sequence_of(redis, members), strict=True))
    older = [pair for pair in reversed(pairs) if before is None or pair[1] < before]
    return older[:count], len(older) > count


def _fetch(redis: "Redis", ids: list[str]) -> list[Job | None]:
    """The jobs, None for each that is gone, unreadable, or not a download's."""
    if not ids:
        return []
    with redis.pipeline(transaction=False) as pipeline:
        for job_id in ids:
            pipeline.hgetall(Job.key_for(job_id))
        return [_restore(redis, job_id, raw) for job_id, raw in zip(ids, pipeline.execute(), strict=True)]


def _restore(redis: "Redis", job_id: str, raw: Any) -> Job | None:
    if not raw:
        return None
    try:
        job = Job(job_id, connection=redis, serializer=JSONSerializer)
        job.restore(raw)
        is_ours = str(job.origin).startswith(QUEUE_PREFIX) and isinstance(job.args[0], dict)
    except Exception:
        # Whatever somebody else wrote there must not break the list of the others.
        return None
    return job if is_ours else None


def _views(redis: "Redis", jobs: Iterable[Job]) -> list[DownloadView]:
    jobs = list(jobs)
    with redis.pipeline(transaction=False) as pipeline:
        for job in jobs:
            pipeline.exists(f"parallax:cancel:{job.id}")
        wishes = pipeline.execute()
    return [_view(job, cancel_requested=bool(wish)) for job, wish in zip(jobs, wishes, strict=True)]


def _view(job: Job, *, cancel_requested: bool) -> DownloadView:
    message: dict[str, Any] = job.args[0]
    meta: dict[str, Any] = job.meta if isinstance(job.meta, dict) else {}
    state = state_of(job)
    outcome = meta.get("outcome")
    progress = meta.get("progress") or {}
    has_file = state == "finished" and bool(message.get("url"))
    return DownloadView(
        id=job.id,
        batch=str(meta.get("batch", "")),
        name=str(message.get("name", "")),
        url=message.get("url"),
        pool=str(job.origin).removeprefix(QUEUE_PREFIX),
        state=state,
        fraction=1.0 if state == "finished" else progress.get("fraction"),
        bytes_done=int((outcome or {}).get("size_bytes") or progress.get("bytes_done") or 0),
        bytes_total=progress.get("bytes_total"),
        runs=int(meta.get("runs", 0)),
        handed_back=list(meta.get("handed_back", [])),
        cancel_requested=cancel_requested,
        runner=meta.get("runner"),
        # Where the worker keeps the file is its own business.
        outcome={name: value for name, value in outcome.items() if name != "path"} if outcome else None,
        error=_error(job, state, outcome),
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        links=DownloadLinks(
            self=f"/api/v1/downloads/{job.id}", file=f"/api/v1/downloads/{job.id}/file" if has_file else None
        ),
    )


def _error(job: Job, state: State, outcome: dict[str, Any] | None) -> dict[str, str] | None:
    if state not in ("failed", "cancelled"):
        return None
    failure = (outcome or {}).get("failure")
    if failure:
        return {"code": str(failure["code"]), "message": str(failure["message"])}
    if state == "cancelled":
        return {"code": "cancelled", "message": "cancelled before it ran"}
    result = job.latest_result()
    lines = (
        str(result.exc_string if result and result.exc_string else "no reason is known").strip().splitlines()
    )
    return {"code": "failed", "message": lines[-1][:300]}

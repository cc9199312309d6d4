"""Run a failed or cancelled download again, or those of a batch."""

from collections.abc import Collection
from typing import Any

from redis import Redis
from redis.exceptions import WatchError
from rq.queue import Queue
from rq.registry import CanceledJobRegistry, FailedJobRegistry
from rq.serializers import JSONSerializer

from front.problems import Problem
from wire import DownloadJob, Event, Requeued, State, forget_cancel, publish, read_jobs

from .batch_records import BatchRecord, batch_members, keep_batch
from .batches import states_of
from .queue_limit import require_room
from .read_downloads import find_job

RETRYABLE: tuple[State, ...] = ("failed", "cancelled")
AT_ONCE = 200  # downloads that one transaction queues; RQ sends ten commands for each


def retry(redis: "Redis", download_id: str) -> None:
    """Queue a failed or cancelled download again; only once if several clients ask at the same moment.

    Raises:
        Problem: it is not failed or cancelled, or is gone.
    """
    while True:
        job = find_job(redis, download_id)
        if job is None:
            raise Problem(404, "no-such-download", id=download_id)
        if job.state not in RETRYABLE:
            raise Problem(409, "not-retryable", state=job.state)
        if _requeue(redis, [download_id], RETRYABLE):
            return


def retry_batch(
    redis: "Redis", batch: BatchRecord, states: Collection[State], *, max_waiting: int, keep_secs: int
) -> list[str]:
    """Queue the batch's downloads in these states again; returns their ids.

    Safe to call again: downloads that wait or run by then stay as they are.

    Args:
        redis: where the batch is.
        batch: the batch.
        states: which downloads to retry; of `RETRYABLE`.
        max_waiting: how many may wait on all queues together.
        keep_secs: how long to keep the batch from now on, in seconds.

    Raises:
        Problem: too many downloads wait; none was queued.
    """
    known = states_of(redis, batch_members(redis, batch.id))
    wanted = [download_id for download_id, state in known.items() if state in states]
    if not wanted:
        return []
    require_room(redis, len(wanted), max_waiting)
    keep_batch(redis, batch.id, keep_secs)
    again: list[str] = []
    for start in range(0, len(wanted), AT_ONCE):
        again += _requeue(redis, wanted[start : start + AT_ONCE], states)
    return again


def _requeue(redis: "Redis", ids: list[str], states: Collection[State]) -> list[str]:
    """Queue the downloads that are in these states, in one transaction; returns their ids."""
    while True:
        with redis.pipeline() as pipeline:
            pipeline.watch(*[DownloadJob.key_for(download_id) for download_id in ids])  # type: ignore[no-untyped-call]
            jobs = [job for job in read_jobs(redis, ids) if job is not None and job.state in states]
            pipeline.multi()
            for job in jobs:
                _add_requeue(pipeline, redis, job)
            try:
                pipeline.execute()
                return [job.id for job in jobs]
            except WatchError:
                continue  # one of the jobs has changed: check again


def _add_requeue(pipeline: Any, redis: "Redis", job: DownloadJob) -> None:
    queue = Queue(job.origin, connection=redis, serializer=JSONSerializer)
    for registry in (FailedJobRegistry, CanceledJobRegistry):
        pipeline.zrem(registry(queue=queue).key, job.id)
    forget_cancel(pipeline, job.id)
    job.started_at = job.ended_at = None
    queue.enqueue_job(job, pipeline=pipeline)
    pipeline.hdel(job.key, "takeovers")  # workers lost in earlier runs do not count
    pipeline.persist(job.key)  # RQ set an expiry when the job ended; it must not expire while it waits
    publish(pipeline, Event("requeued", Requeued(job.description or ""), job.batch, job.id))

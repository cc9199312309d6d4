"""Cancelling a download, and running one again."""

import time
from typing import Any

from redis import Redis
from redis.exceptions import WatchError
from rq.job import JobStatus
from rq.queue import Queue
from rq.registry import CanceledJobRegistry, FailedJobRegistry, ScheduledJobRegistry
from rq.serializers import JSONSerializer

from front.problems import Problem
from wire import ENDED, DownloadJob, Ended, Event, Requeued, forget_cancel, publish, request_cancel

from .read_downloads import find_job

# A job is cancelled only by who takes it off its queue: a worker that takes it first keeps it, and its
# task sees the request. RQ's own cancel would mark a job that a worker has just taken.
# KEYS: queue, scheduled registry, canceled registry, job
# ARGV: job id, now, seconds to keep it, status
# Returns: 1 it waited and is cancelled, 0 it did not wait.
CANCEL_WAITING = """
local waited = redis.call('LREM', KEYS[1], 0, ARGV[1]) + redis.call('ZREM', KEYS[2], ARGV[1])
if waited == 0 then
    return 0
end
local now, keep_secs = tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - keep_secs)
redis.call('ZADD', KEYS[3], now, ARGV[1])
redis.call('HSET', KEYS[4], 'status', ARGV[4])
redis.call('EXPIRE', KEYS[4], keep_secs)
return 1
"""


def cancel(redis: "Redis", job: DownloadJob, keep_secs: int) -> None:
    """Stop the download, queued or running.

    The request is written first: should the job start at this very moment, its task sees it and stops.

    Args:
        redis: where the job is.
        job: the download's.
        keep_secs: how long a download that never ran is remembered, in seconds.

    Raises:
        Problem: it has already ended.
    """
    state = job.state
    if state in ENDED:
        raise Problem(409, "already-ended", state=state)
    request_cancel(redis, job.id)
    if _cancel_waiting(redis, job, keep_secs):
        publish(redis, Event("cancelled", Ended(job.description or ""), job.batch, job.id))


def run_again(redis: "Redis", job: DownloadJob) -> None:
    """Put a failed or cancelled download back on its queue, once however many ask at the same moment.

    Raises:
        Problem: it is not failed or cancelled, or is gone.
    """
    with redis.pipeline() as pipeline:
        while True:
            pipeline.watch(job.key)  # type: ignore[no-untyped-call]
            fresh = find_job(redis, job.id)
            if fresh is None:
                raise Problem(404, "no-such-download", id=job.id)
            state = fresh.state
            if state not in ("failed", "cancelled"):
                raise Problem(409, "not-retryable", state=state)
            pipeline.multi()
            _requeue(pipeline, redis, fresh)
            try:
                pipeline.execute()
                return
            except WatchError:
                continue  # somebody changed it: look again


def _cancel_waiting(redis: "Redis", job: DownloadJob, keep_secs: int) -> bool:
    queue = Queue(job.origin, connection=redis, serializer=JSONSerializer)
    waiting = ScheduledJobRegistry(queue=queue)
    cancelled = CanceledJobRegistry(queue=queue)
    keys = [queue.key, waiting.key, cancelled.key, job.key]
    arguments: list[Any] = [job.id, int(time.time()), keep_secs, JobStatus.CANCELED.value]
    return bool(redis.eval(CANCEL_WAITING, len(keys), *keys, *arguments))


def _requeue(pipeline: Any, redis: "Redis", job: DownloadJob) -> None:
    queue = Queue(job.origin, connection=redis, serializer=JSONSerializer)
    for registry in (FailedJobRegistry, CanceledJobRegistry):
        pipeline.zrem(registry(queue=queue).key, job.id)
    forget_cancel(pipeline, job.id)
    job.started_at = job.ended_at = None
    queue.enqueue_job(job, pipeline=pipeline)
    pipeline.hdel(job.key, "takeovers")  # workers lost in an earlier life do not count
    pipeline.persist(job.key)  # RQ lets an ended job expire, and would this one while it waits
    publish(pipeline, Event("requeued", Requeued(job.description or ""), job.batch, job.id))

"""Puts scheduled jobs (retries and repetitions with an interval, `enqueue_in`) on their queues when due.

RQ's scheduler does it in a process that the worker forks. A fork beside threads or sub-interpreters can
crash, and when it is killed its lock keeps everybody from the schedule for a minute. Here a worker's
maintenance does it, with RQ's own methods, in a transaction that fails if one of the jobs has changed
meanwhile: it was cancelled, or another worker was faster. A queue that a scheduler of RQ has locked is left
to that scheduler.
"""

import logging
from typing import Any

from redis.exceptions import RedisError, WatchError
from rq.job import Job
from rq.queue import Queue
from rq.scheduler import RQScheduler

from .leases import Leases
from .patience import is_garbage
from .pooled_worker import PooledWorker

AT_ONCE = 100  # jobs in one transaction; RQ sends some ten commands for each

log = logging.getLogger("rq.worker")


class Schedule:
    """The scheduled jobs of a worker's queues.

    Args:
        worker: whose queues they are.
        leases: knows Redis's time.
    """

    def __init__(self, worker: PooledWorker, leases: Leases) -> None:
        self._worker = worker
        self._leases = leases

    def release_due(self) -> bool:
        """Put what is due on its queue; returns whether there may be more that is due.

        Raises:
            redis.RedisError: Redis is away, or refuses.
        """
        at = int(self._leases.time())
        may_be_more = [self._release(queue, at) for queue in self._worker.queues]
        return any(may_be_more)

    def _release(self, queue: Queue, at: int) -> bool:
        try:
            due = queue.scheduled_job_registry.get_jobs_to_schedule(at, chunk_size=AT_ONCE)
        except RedisError as error:
            if not is_garbage(error):
                raise
            log.exception("the scheduled jobs of queue %s cannot be read", queue.name)
            return False
        if due:
            self._enqueue_all(queue, due)
        return len(due) == AT_ONCE

    def _enqueue_all(self, queue: Queue, job_ids: list[str]) -> None:
        """Put the jobs on the queue, without those that cannot be read: they must not hold up the others."""
        try:
            self._enqueue(queue, job_ids)
        except Exception as error:
            if isinstance(error, RedisError) and not is_garbage(error):
                raise
            if len(job_ids) > 1:
                for job_id in job_ids:
                    self._enqueue_all(queue, [job_id])
                return
            log.exception("scheduled job %s cannot be read, and is dropped", job_ids[0])
            queue.connection.zrem(queue.scheduled_job_registry.key, job_ids[0])

    def _enqueue(self, queue: Queue, job_ids: list[str]) -> None:
        """Put jobs from the registry on the queue, all or none; none when a scheduler of RQ has the queue."""
        registry_key, job_class = queue.scheduled_job_registry.key, self._worker.job_class
        lock = RQScheduler.get_locking_key(queue.name)
        with queue.connection.pipeline() as pipeline:
            watch: Any = pipeline.watch
            watch(lock, *map(job_class.key_for, job_ids))
            if pipeline.exists(lock):
                return
            scores: Any = pipeline.zmscore(registry_key, job_ids)
            listed = [job_id for job_id, score in zip(job_ids, scores, strict=True) if score is not None]
            jobs = job_class.fetch_many(listed, queue.connection, self._worker.serializer)
            pipeline.multi()
            pipeline.zrem(registry_key, *job_ids)
            for job in filter(None, jobs):
                _add(pipeline, queue, job)
            try:
                pipeline.execute()
            except WatchError:
                log.debug("scheduled jobs of queue %s have changed: again with the next look", queue.name)


def _add(pipeline: Any, queue: Queue, job: Job) -> None:
    """Add what enqueues the job to the transaction."""
    enqueue = queue._enqueue_rate_limited_job if job.has_rate_limit else queue._enqueue_job
    enqueue(job, pipeline=pipeline, at_front=job.should_enqueue_at_front())

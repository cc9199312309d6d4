"""The pooled workers of `rq_pools`, which keep a record of each run of a download and tell it as events.

What runs jobs in a slot imports this, too: it has to load in a sub-interpreter.
"""

import logging
from typing import Any

from redis.client import Pipeline
from redis.exceptions import RedisError
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue

from rq_pools import (
    HandBackReason,
    InterpreterPoolWorker,
    PoolWorker,
    ProcessPoolWorker,
    ThreadPoolWorker,
)
from wire import DownloadJob, RunEnd, add_end, read_jobs, tell_handed_back

from .failures import failure_of, failure_of_crash

ENDED_BY: dict[HandBackReason, RunEnd] = {"worker stopping": "handed-back", "worker lost": "lost"}

log = logging.getLogger("worker.pools")


class RecordsRuns(PoolWorker):
    """Writes the end of each run, and its event, in the transaction that ends its job."""

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """RQ's; the job's function finds out who runs it."""
        _held(job, execution, self.pool_kind)
        return super().perform_job(job, queue, execution)

    def _finalize_failure(self, job: Job, queue: Queue, execution: Any, exc_info: Any) -> None:
        if isinstance(job, DownloadJob):
            job.failure = failure_of(job, exc_info[1])
        super()._finalize_failure(job, queue, execution, exc_info)

    def handle_work_horse_killed(self, job: Job, pid: int, status: int, usage: Any) -> None:
        """RQ's, called when the process that ran the job died."""
        if isinstance(job, DownloadJob):
            job.failure = failure_of_crash(status)
        super().handle_work_horse_killed(job, pid, status, usage)  # type: ignore[no-untyped-call]

    def cleanup_execution(self, job: Job, pipeline: "Pipeline", execution: Execution | None = None) -> None:
        """RQ's, called wherever it writes the end of a job, with the transaction that writes it."""
        super().cleanup_execution(job, pipeline, execution)
        if execution is not None and isinstance(job, DownloadJob):
            _held(job, execution, self.pool_kind)
            add_end(job, pipeline)

    def job_handed_back(self, queue: Queue, execution: Execution, reason: HandBackReason) -> None:
        """End the run of a download that is back on its queue, and tell why."""
        try:
            [job] = read_jobs(self.connection, [execution.job_id])
            if job is not None:
                tell_handed_back(job, execution.id, ENDED_BY[reason], by=self.name)
        except RedisError as error:
            log.warning("could not tell that %s is back on %s: %s", execution.job_id, queue.name, error)


class DownloadThreads(RecordsRuns, ThreadPoolWorker):
    """Downloads in threads."""


class DownloadProcesses(RecordsRuns, ProcessPoolWorker):
    """Downloads in processes."""


class DownloadInterpreters(RecordsRuns, InterpreterPoolWorker):
    """Downloads in sub-interpreters."""


def _held(job: Job, execution: Execution, pool: str) -> None:
    if isinstance(job, DownloadJob):
        job.execution, job.worker_pool = execution, pool

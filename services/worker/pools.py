"""The pooled workers of `rq_pools`, recording each run of a download and publishing it as events.

Slots import this module too, so it has to load in a sub-interpreter.
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
from wire import DownloadJob, RunEnd, add_end, give_number, read_jobs, write_hand_back

from .failures import failure_of, failure_of_crash

ENDED_BY: dict[HandBackReason, RunEnd] = {"worker stopping": "handed-back", "worker lost": "lost"}

log = logging.getLogger("worker.pools")


class RecordsRuns(PoolWorker):
    """Writes the end of each run, and its event, in the transaction that ends its job.

    Attributes:
        number: its number within its pool.
    """

    number: int | None = None

    def register_birth(self) -> None:
        """As of `PoolWorker`; then gets its number."""
        super().register_birth()
        self._get_number()

    def register_again(self) -> None:
        """As of `PoolWorker`; another worker may have got its number meanwhile."""
        super().register_again()
        self._get_number()

    def _get_number(self) -> None:
        pool: Any = self.pool_kind
        self.number = give_number(self.connection, pool, self.name)

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """RQ's; before it, gives the job its execution, which `worker.jobs` writes runs with."""
        self._set_holder(job, execution)
        return super().perform_job(job, queue, execution)

    def _finalize_failure(self, job: Job, queue: Queue, execution: Any, exc_info: Any) -> None:
        if isinstance(job, DownloadJob):
            job.failure = failure_of(job, exc_info[1])
        super()._finalize_failure(job, queue, execution, exc_info)

    def handle_work_horse_killed(self, job: Job, pid: int, status: int, usage: Any) -> None:
        """RQ's, called when the process that ran the job has died."""
        if isinstance(job, DownloadJob):
            job.failure = failure_of_crash(status)
        super().handle_work_horse_killed(job, pid, status, usage)  # type: ignore[no-untyped-call]

    def cleanup_execution(self, job: Job, pipeline: "Pipeline", execution: Execution | None = None) -> None:
        """RQ's, called wherever it ends a job, with the transaction that does it: adds the run's end."""
        super().cleanup_execution(job, pipeline, execution)
        if execution is not None and isinstance(job, DownloadJob):
            self._set_holder(job, execution)
            add_end(job, pipeline)

    def job_handed_back(self, queue: Queue, execution: Execution, reason: HandBackReason) -> None:
        """Write how the run ended of a download that is back on its queue."""
        try:
            [job] = read_jobs(self.connection, [execution.job_id])
            if job is not None:
                write_hand_back(job, execution.id, ENDED_BY[reason], by=self.name)
        except RedisError as error:
            log.warning("could not write that %s is back on %s: %s", execution.job_id, queue.name, error)

    def _set_holder(self, job: Job, execution: Execution) -> None:
        if isinstance(job, DownloadJob):
            job.execution, job.worker_pool, job.worker_number = execution, self.pool_kind, self.number


class DownloadThreads(RecordsRuns, ThreadPoolWorker):
    """Downloads in threads."""


class DownloadProcesses(RecordsRuns, ProcessPoolWorker):
    """Downloads in processes."""

    child_attributes = (*ProcessPoolWorker.child_attributes, "number")


class DownloadInterpreters(RecordsRuns, InterpreterPoolWorker):
    """Downloads in sub-interpreters."""

    child_attributes = (*InterpreterPoolWorker.child_attributes, "number")

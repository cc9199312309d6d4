"""What differs from RQ when a job runs in a slot, beside other jobs of the same worker."""

from types import TracebackType
from typing import Any

from redis.client import Pipeline
from redis.exceptions import RedisError
from rq.job import Job
from rq.queue import Queue
from rq.worker.base import BaseWorker

from .stopping import current_token

ExcInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class SlotBehaviour(BaseWorker):
    """Runs one of several jobs: in a thread of the worker, or in one of its child processes."""

    lease_secs: int

    @property
    def _stopped_job_id(self) -> str | None:
        """The job of *this thread's* slot when it was stopped on purpose.

        RQ keeps one such id for the whole worker, so of two jobs stopped at once one would count as
        failed, and be retried.
        """
        token = current_token()
        return token.job_id if token is not None and token.stopped else None

    @_stopped_job_id.setter
    def _stopped_job_id(self, value: str | None) -> None:
        token = current_token()
        if token is not None:
            token.stopped = value is not None

    def heartbeat(self, timeout: int | None = None, pipeline: "Pipeline | None" = None) -> None:
        """RQ's heartbeat, valid for one lease only: who is dead should look dead soon."""
        super().heartbeat(self.lease_secs, pipeline=pipeline)

    def prepare_job_execution(self, job: Job, remove_from_intermediate_queue: bool = True) -> None:
        """RQ's, taking the job off the intermediate list also when the worker serves several queues."""
        super().prepare_job_execution(job, remove_from_intermediate_queue=True)

    def _finalize_success(self, job: Job, queue: Queue, execution: Any, return_value: Any) -> None:
        token = current_token()
        if token is not None:
            token.returned = True
        super()._finalize_success(job, queue, execution, return_value)

    def _finalize_failure(self, job: Job, queue: Queue, execution: Any, exc_info: ExcInfo) -> None:
        token = current_token()
        if token is not None and token.handing_back and not token.stopped:
            # It did not fail, it was interrupted: the worker puts it back on its queue.
            self.log.info("Worker %s: job %s interrupted, to be handed back", self.name, job.id)
            return
        if token is not None and token.returned and isinstance(exc_info[1], RedisError):
            # The job did its work, only writing that down failed. RQ would call it failed.
            raise exc_info[1]
        super()._finalize_failure(job, queue, execution, exc_info)

    def procline(self, message: str) -> None:
        """Nothing: N jobs have no single title for `ps` to show."""

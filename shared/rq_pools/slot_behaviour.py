"""What differs from RQ when a job runs in a slot, beside other jobs of the same worker."""

from types import TracebackType
from typing import Any

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq.callbacks import execute_stopped_callback
from rq.job import Job
from rq.queue import Queue
from rq.utils import now
from rq.worker.base import BaseWorker

from .stopping import JobStopped, current_token

SOCKET_TIMEOUT_SECS = 10
MAX_CONNECTIONS = 10_000

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
        """Nothing: who stops a job tells its token, and a stop is not taken back."""

    def _set_connection(self, connection: "Redis") -> "Redis":
        """Leave the connection's time-out as it is, if it has one: RQ makes it minutes, for its blocking
        dequeue, and here nothing blocks. Let every slot have a connection: redis-py's bound is 100."""
        pool = connection.connection_pool
        pool.connection_kwargs.setdefault("socket_timeout", SOCKET_TIMEOUT_SECS)
        pool.max_connections = max(pool.max_connections, MAX_CONNECTIONS)
        return connection

    def heartbeat(self, timeout: int | None = None, pipeline: "Pipeline | None" = None) -> None:
        """RQ's heartbeat, valid for one lease only: who is dead should look dead soon."""
        super().heartbeat(self.lease_secs, pipeline=pipeline)

    def prepare_job_execution(self, job: Job, remove_from_intermediate_queue: bool = True) -> None:
        """RQ's, taking the job off the intermediate list also when the worker serves several queues."""
        super().prepare_job_execution(job, remove_from_intermediate_queue=True)
        token = current_token()
        if token is not None:
            token.in_job = True

    def _finalize_success(self, job: Job, queue: Queue, execution: Any, return_value: Any) -> None:
        token = current_token()
        if token is not None:
            token.in_job = False
            if not token.may_finish():
                raise JobStopped
        if not self._is_held(job, execution):
            self.log.warning(
                "Worker %s: job %s is not ours any more; its end is not written", self.name, job.id
            )
            return
        super()._finalize_success(job, queue, execution, return_value)

    def _finalize_failure(self, job: Job, queue: Queue, execution: Any, exc_info: ExcInfo) -> None:
        token = current_token()
        if token is None:
            super()._finalize_failure(job, queue, execution, exc_info)
            return
        was_in_job, token.in_job = token.in_job, False
        if token.handing_back and not token.stopped:
            # It did not fail, it was interrupted: the worker puts it back on its queue.
            self.log.info("Worker %s: job %s interrupted, to be handed back", self.name, job.id)
        elif isinstance(exc_info[1], RedisError) and not was_in_job:
            # The job is not to blame, only writing down that it starts or ended failed. RQ would fail it.
            raise exc_info[1]
        elif token.may_finish() and self._is_held(job, execution):
            if token.stopped:
                self.end_as_stopped(job, queue, execution)
            else:
                super()._finalize_failure(job, queue, execution, exc_info)

    def _is_held(self, job: Job, execution: Any) -> bool:
        """Whether the job is still this execution's: a worker that stood still may have lost it."""
        score: Any = self.connection.zscore(job.started_job_registry.key, execution.composite_key)
        return score is not None

    def end_as_stopped(self, job: Job, queue: Queue, execution: Any) -> None:
        """Write down that the job was stopped by somebody, as RQ's forking worker does."""
        self.log.warning("Worker %s: job %s stopped by user", self.name, job.id)
        job.ended_at = now()
        try:
            execute_stopped_callback(job, self.death_penalty_class)
        except Exception:
            self.log.exception("Worker %s: stopped callback of job %s raised", self.name, job.id)
        self.handle_job_failure(job, queue, exc_string="Job stopped by user.", execution=execution)

    def procline(self, message: str) -> None:
        """Nothing: N jobs have no single title for `ps` to show."""

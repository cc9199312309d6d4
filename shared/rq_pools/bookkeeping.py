"""What is written about a job that runs in a slot, beside other jobs of the same worker.

RQ's own methods decide what is written, in the worker's process as in a slot's. What differs is how: that a
job has started stands in Redis since it was taken, and its end is written in one round trip, and only while
the job is still held (see `held_pipeline`).
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq.callbacks import execute_stopped_callback
from rq.executions import Execution
from rq.job import Job, Retry
from rq.queue import Queue
from rq.registry import StartedJobRegistry
from rq.utils import now
from rq.worker.base import BaseWorker

from .held_pipeline import EndScripts, HeldConnection, NotHeld
from .patience import patiently
from .scripts import END, END_AND_TAKE
from .stopping import JobStopped, StopToken, current_token

SOCKET_TIMEOUT_SECS = 10
MAX_CONNECTIONS = 10_000
COUNTED_AT_THE_END = ("retries_left", "number_of_retries", "repeats_left", "repeat_intervals")
HANDLERS_SECS = 60  # for exception handlers, which have no time limit; as much as RQ's monitor adds

ExcInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]

_held: ContextVar[HeldConnection | None] = ContextVar("rq_pools_held", default=None)


def leave_if_forked(token: StopToken) -> None:
    """End a copy of the process that a job has forked, and that has come back from it: a second slot."""
    if os.getpid() != token.pid:
        os._exit(0)


class Bookkeeping(BaseWorker):
    """Runs one of several jobs: in a thread of the worker, in a child process, or in an interpreter."""

    lease_secs: int

    @property
    def execution_ttl_secs(self) -> int:
        """How long an execution lives that is not renewed: as RQ's."""
        return int(self.job_monitoring_interval) + 60

    @property
    def connection(self) -> "Redis":
        """To Redis; while this thread writes the end of a job, one whose pipelines are held to that job."""
        return _held.get() or self._connection  # type: ignore[return-value]  # it stands in for one

    @connection.setter
    def connection(self, connection: "Redis") -> None:
        self._connection = connection
        self._end_scripts = EndScripts(
            connection.register_script(END), connection.register_script(END_AND_TAKE)
        )

    @property
    def _stopped_job_id(self) -> str | None:
        """The job of *this thread's* slot when it was stopped on purpose.

        RQ keeps one such id for the whole worker, so of two jobs stopped at once one would count as
        failed, and be retried.
        """
        token = current_token()
        if token is None:
            return self._stopped_outside_of_slots
        return token.job_id if token.stopped else None

    @_stopped_job_id.setter
    def _stopped_job_id(self, value: str | None) -> None:
        """In a slot nothing: who stops a job tells its token, and a stop is not taken back."""
        if current_token() is None:
            self._stopped_outside_of_slots = value

    def _set_connection(self, connection: "Redis") -> "Redis":
        """Leave the connection's time-out as it is, if it has one: RQ makes it minutes, for its blocking
        dequeue, and here nothing blocks. Let every slot have a connection: redis-py's bound is 100."""
        pool = connection.connection_pool
        if pool.connection_kwargs.get("socket_timeout") is None:
            pool.connection_kwargs["socket_timeout"] = SOCKET_TIMEOUT_SECS
        pool.max_connections = max(pool.max_connections, MAX_CONNECTIONS)
        return connection

    def heartbeat(self, timeout: int | None = None, pipeline: "Pipeline | None" = None) -> None:
        """RQ's heartbeat, valid for one lease if nothing else is said: who is dead should look dead soon."""
        super().heartbeat(timeout or self.lease_secs, pipeline=pipeline)

    def procline(self, message: str) -> None:
        """Nothing: N jobs have no single title for `ps` to show."""

    # --- before the job -------------------------------------------------------------------------

    def prepare_job_execution(self, job: Job, remove_from_intermediate_queue: bool = False) -> None:
        """Nothing but to note it: taking the job has written down that it starts."""
        token = current_token()
        if token is None or token.execution is None:
            super().prepare_job_execution(job, remove_from_intermediate_queue)
        if token is not None:
            token.phase = "job"

    # --- after the job --------------------------------------------------------------------------

    def handle_execution_ended(self, job: Job, queue: Queue, heartbeat_ttl: int) -> None:
        """RQ's, without a write of its own: the heart keeps the job alive while its callbacks run."""
        if current_token() is None:
            super().handle_execution_ended(job, queue, heartbeat_ttl)
            return
        job.ended_at = job.last_heartbeat = now()

    def _finalize_success(self, job: Job, queue: Queue, execution: Any, return_value: Any) -> None:
        token = current_token()
        if token is not None:
            leave_if_forked(token)
            token.phase = "hooks"
            if not token.may_finish():
                raise JobStopped
            self._tell_of_hooks(token, job._success_callback_name, job.success_callback_timeout)
        super()._finalize_success(job, queue, execution, return_value)

    def _finalize_failure(self, job: Job, queue: Queue, execution: Any, exc_info: ExcInfo) -> None:
        token = current_token()
        if token is None:
            super()._finalize_failure(job, queue, execution, exc_info)
            return
        leave_if_forked(token)
        phase, token.phase = token.phase, "hooks"
        if isinstance(exc_info[1], NotHeld):
            pass  # and nothing is to be written
        elif token.handing_back and not (token.stopped or token.killed):
            # It did not fail, it was interrupted: the worker puts it back on its queue.
            self.log.info("Worker %s: job %s interrupted, to be handed back", self.name, job.id)
        elif isinstance(exc_info[1], RedisError) and phase in ("before", "writing"):
            # The job is not to blame, only writing down how it ended failed. RQ would fail it.
            token.phase = phase
            raise exc_info[1]
        elif token.may_finish():
            if isinstance(exc_info[1], JobStopped):
                token.tell_finishing(HANDLERS_SECS)  # it has noticed: no need to insist
            if token.stopped:
                self._tell_of_hooks(token, job._stopped_callback_name, job.stopped_callback_timeout)
                self._handle_stopped_job(job, queue, execution)
            else:
                self._tell_of_hooks(token, job._failure_callback_name, job.failure_callback_timeout)
                failure = token.failure if isinstance(exc_info[1], JobStopped) else None
                if failure is not None:  # it has swallowed that its time was up
                    exc_info = type(failure), failure, exc_info[2]
                super()._finalize_failure(job, queue, execution, exc_info)

    def _tell_of_hooks(self, token: StopToken, callback_name: str | None, limit_secs: int) -> None:
        """Let the worker know, where there are hooks, that the job's own time limit is not theirs."""
        if callback_name or self._exc_handlers:
            token.tell_finishing(limit_secs + HANDLERS_SECS)

    def _handle_stopped_job(self, job: Job, queue: Queue, execution: Any) -> None:
        """Write down that the job was stopped by somebody, as RQ's forking worker does."""
        self.log.warning("Worker %s: job %s stopped by user", self.name, job.id)
        job.ended_at = now()
        try:
            execute_stopped_callback(job, self.death_penalty_class)
        except BaseException:
            self.log.exception("Worker %s: stopped callback of job %s raised", self.name, job.id)
        self.handle_job_failure(job, queue, exc_string="Job stopped by user.", execution=execution)

    # --- RQ's three ways to write an end, each held to the job's lease --------------------------

    def handle_job_success(
        self, job: Job, queue: Queue, started_job_registry: Any, execution: Execution
    ) -> None:
        """RQ's, in one round trip."""

        def write() -> None:
            with self._held_to(job, queue, execution):
                super(Bookkeeping, self).handle_job_success(job, queue, started_job_registry, execution)

        self._again_while_redis_is_away(job, write)

    def handle_job_failure(
        self,
        job: Job,
        queue: Queue,
        started_job_registry: Any = None,
        exc_string: str = "",
        execution: Execution | None = None,
    ) -> None:
        """RQ's, in one round trip; with the release of the dependents in the same transaction."""
        is_final = self._stopped_job_id == job.id or not job.should_retry

        def write() -> None:
            with self._held_to(job, queue, execution, is_failure=is_final):
                super(Bookkeeping, self).handle_job_failure(
                    job, queue, started_job_registry, exc_string, execution
                )

        self._again_while_redis_is_away(job, write)

    def handle_job_retry(
        self, job: Job, queue: Queue, retry: Retry, started_job_registry: Any, execution: Execution
    ) -> None:
        """RQ's, in one round trip."""

        def write() -> None:
            with self._held_to(job, queue, execution):
                super(Bookkeeping, self).handle_job_retry(job, queue, retry, started_job_registry, execution)

        self._again_while_redis_is_away(job, write)

    def _enqueue_dependents_safely(self, queue: Queue, job: Job) -> None:
        """RQ's look at the dependents of a job that has failed; nothing where its failure has released them.

        A second look would find one that waits for another job, too, still in this job's list. If that other
        job has ended meanwhile, and released it, it would be queued twice.
        """
        held = _held.get()
        if held is None or held.failed is None:
            super()._enqueue_dependents_safely(queue, job)

    def _again_while_redis_is_away(self, job: Job, write: Callable[[], None]) -> None:
        """Write an end, again from its beginning while Redis does not answer what RQ asks it on the way.

        RQ reads the dependents of the job, and puts one that is retried later on its schedule.
        """
        token = current_token()
        if token is None:
            write()
            return
        counted = {name: getattr(job, name) for name in COUNTED_AT_THE_END}

        def write_again() -> None:
            for name, value in counted.items():
                setattr(job, name, value)
            write()

        patiently(
            write_again,
            lambda: token.given_up or token.ended,
            job.id,
            lambda: token.tell_finishing(None),
        )

    @contextlib.contextmanager
    def _held_to(
        self, job: Job, queue: Queue, execution: Execution | None, *, is_failure: bool = False
    ) -> Iterator[None]:
        """Have `self.connection` write only while the execution is held; in a slot, that is."""
        token = current_token()
        if token is None or execution is None:
            yield
            return
        if job.webhooks:
            token.relay = None  # the slot is not free before they are sent
        registry_key = StartedJobRegistry.key_template.format(queue.name)
        failed = (queue, job) if is_failure else None
        held = HeldConnection(self._connection, self._end_scripts, registry_key, execution, token, failed)
        previous = _held.set(held)
        token.phase = "writing"
        try:
            yield
        finally:
            _held.reset(previous)
        if held.error is not None and not token.ended:
            raise held.error  # RQ has logged it, and gone on

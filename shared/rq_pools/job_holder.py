"""What a pooled worker holds: jobs taken, put into slots, kept alive, and seen to when they did not end.

take ──▶ start ──▶ (slot) ──▶ settle ──▶ free slot
            │                   │ still held: stopped, handed back, or recovered
            └──── beat ─────────┘ renews what is held; what is lost is told to end
"""

import contextlib
from abc import abstractmethod
from typing import Any

from redis.exceptions import RedisError, ResponseError
from rq import worker_registration
from rq.exceptions import AbandonedJobError
from rq.executions import Execution
from rq.job import Job, JobStatus
from rq.queue import Queue
from rq.worker.base import DequeueStrategy, WorkerStatus

from .assignment import Assignment, HandBackReason
from .custody import Custody, HandBack, is_garbage
from .settings import PoolSettings
from .slot_behaviour import SlotBehaviour
from .slot_threads import SlotThreads
from .stopping import StopToken, running_under


class JobHolder(SlotBehaviour):
    """The half of a pooled worker that knows its jobs; `PoolWorker` is the half that knows when.

    Args:
        settings: how it behaves; by default from `RQ_POOL_*` in the environment.
        *args, **kwargs: as RQ's `BaseWorker`.
    """

    def __init__(self, *args: Any, settings: PoolSettings | None = None, **kwargs: Any) -> None:
        self.settings = settings or PoolSettings.from_environment()
        self.lease_secs = self.settings.lease_secs
        super().__init__(*args, **kwargs)
        self.custody = Custody(self.connection, self.name)
        self._threads = SlotThreads(self.settings.slots, self.run_in_slot, self.log)
        self._running: dict[int, Assignment] = {}  # by slot
        self._jobs_started = 0

    @abstractmethod
    def run_in_slot(self, assignment: Assignment) -> None:
        """Run the job to its end, in the slot's own thread. Whatever it raises, the job is handed back."""

    def ask_to_end(self, assignment: Assignment) -> None:
        """Pass the wish of the assignment's token on to where the job runs, if that is elsewhere."""

    def job_handed_back(self, queue: Queue, job_id: str, reason: HandBackReason) -> None:
        """A hook: the job is back at the front of its queue."""

    # --- taking and starting --------------------------------------------------------------------

    def _take_and_start(self, wanted: int) -> None:
        # Only the default strategy empties one queue before it looks at the next.
        step = wanted if self._dequeue_strategy == DequeueStrategy.DEFAULT else 1
        for _ in range(0, wanted, max(step, 1)):
            free = sorted(set(range(self.settings.slots)) - self._running.keys())[:step]
            taken = self.custody.take(self._ordered_queues, free, self._execution_ttl_secs)
            self._note_suspension(taken is None)
            if not taken:
                return
            for slot, queue, execution in taken:
                self.reorder_queues(reference_queue=queue)
                job = self._fetch(queue, execution)
                if job is not None:
                    self._start(Assignment(slot, job, queue, execution, StopToken(job.id)))

    @property
    def _execution_ttl_secs(self) -> int:
        return int(self.job_monitoring_interval) + 60  # as RQ's

    def _note_suspension(self, suspended: bool) -> None:
        was_suspended = self.get_state() == WorkerStatus.SUSPENDED
        if suspended and not was_suspended:
            self.log.info("Worker %s: suspended, run `rq resume` to resume", self.name)
            self.set_state(WorkerStatus.SUSPENDED)
        elif was_suspended and not suspended:
            self.set_state(WorkerStatus.IDLE)

    def _fetch(self, queue: Queue, execution: Execution) -> Job | None:
        """The job; None, and held by nobody, when what Redis has of it is no job."""
        try:
            job: Job = self.job_class.fetch(
                execution.job_id, connection=self.connection, serializer=self.serializer
            )
        except Exception as error:
            if isinstance(error, RedisError) and not is_garbage(error):
                raise
            # Garbage in Redis must not end the worker, nor come back to it for ever.
            self.log.error(
                "Worker %s: %s dropped from %s, it cannot be read: %r",
                self.name,
                execution.job_id,
                queue.name,
                error,
            )
            self._drop(queue, execution)
            return None
        job.origin = queue.name  # where it was found; RQ looks for its lists and registries by this
        job.redis_server_version = self.get_redis_server_version()
        return job

    def _drop(self, queue: Queue, execution: Execution) -> None:
        with contextlib.suppress(ResponseError):  # when the job's key is no hash at all
            self.connection.hset(Job.key_for(execution.job_id), "status", JobStatus.FAILED.value)
        self.custody.drop(queue, execution)

    def _start(self, assignment: Assignment) -> None:
        job, queue = assignment.job, assignment.queue
        assignment.execution._job = job
        self._running[assignment.slot] = assignment
        self.executions[assignment.execution.id] = assignment.execution
        self._jobs_started += 1
        description = f": {job.description}" if self.log_job_description else ""
        self.log.info("Worker %s: %s%s (%s)", self.name, queue.name, description, job.id)
        self._threads.give(assignment)

    # --- while they run -------------------------------------------------------------------------

    def _beat(self) -> None:
        """Say that this worker and every job in its slots live, in one pipeline; in the heart's thread."""
        running = list(self._running.values())
        with self.connection.pipeline(transaction=False) as pipeline:
            for job in running:
                self.custody.renew(job.queue, job.execution, job.slot, self._execution_ttl_secs, pipeline)
            self.heartbeat(pipeline=pipeline)
            pipeline.hexists(self.key, "birth")
            *answers, is_registered = pipeline.execute()
        for assignment, is_held in zip(running, answers, strict=False):
            if not is_held:
                # It has ended this moment; or it was cancelled, or taken over: then it has to end.
                assignment.token.handing_back = True
                self.ask_to_end(assignment)
        if not is_registered:
            self._register_again()

    def _register_again(self) -> None:
        """Redis has forgotten this worker: it was away, or this process stood still, for a lease."""
        self.log.warning("Worker %s: had been taken for dead, registers again", self.name)
        with self.connection.pipeline() as pipeline:
            record: dict[Any, Any] = {**self.serialize(), "state": self.get_state()}
            pipeline.hset(self.key, mapping=record)
            worker_registration.register(self, pipeline)
            pipeline.expire(self.key, self.lease_secs)
            pipeline.execute()

    def _settle(self, assignment: Assignment) -> None:
        """Free the slot. A job whose execution we still hold did not get to its end: see to it."""
        if self._running.get(assignment.slot) is not assignment:
            return
        try:
            # Redis is asked, since RQ also forgets an execution whose end it could not write down.
            if self.custody.holds(assignment.queue, assignment.execution):
                self._end_unfinished(assignment)
        except RedisError as error:
            if not is_garbage(error):
                self._threads.return_end(assignment)
                raise
            # What Redis has of the job is none by now: it must not hold up the other slots.
            self.log.exception("Worker %s: job %s cannot be seen to", self.name, assignment.job.id)
            with contextlib.suppress(ResponseError):
                self.custody.drop(assignment.queue, assignment.execution)
        self._forget(assignment)

    def _end_unfinished(self, assignment: Assignment) -> None:
        if assignment.token.stopped:
            with running_under(assignment.token):
                self.end_as_stopped(assignment.job, assignment.queue, assignment.execution)
        elif assignment.token.handing_back:
            self._hand_back(assignment)
        else:
            self._recover(assignment)

    def _forget(self, assignment: Assignment) -> None:
        del self._running[assignment.slot]
        self.executions.pop(assignment.execution.id, None)

    def _hand_back(self, assignment: Assignment) -> None:
        if self.custody.hand_back(assignment.queue, assignment.execution) is HandBack.DONE:
            self._tell_handed_back(assignment.queue, assignment.job.id, "worker stopping")

    def _recover(self, assignment: Assignment) -> None:
        queue, execution = assignment.queue, assignment.execution
        outcome = self.custody.recover(
            queue, execution, max_takeovers=self.settings.max_takeovers, only_if_gone=False
        )
        self._after_recovery(queue, execution, outcome, "slot lost")

    def _after_recovery(
        self, queue: Queue, execution: Execution, outcome: HandBack, reason: HandBackReason
    ) -> None:
        if outcome is HandBack.DONE:
            self._tell_handed_back(queue, execution.job_id, reason)
        elif outcome is HandBack.TOO_OFTEN:
            self._fail_as_lost(queue, execution, reason)

    def _tell_handed_back(self, queue: Queue, job_id: str, reason: HandBackReason) -> None:
        self.log.warning("Worker %s: job %s handed back (%s)", self.name, job_id, reason)
        try:
            self.job_handed_back(queue, job_id, reason)
        except Exception:
            self.log.exception("Worker %s: its hook for handed back jobs raised", self.name)

    def _fail_as_lost(self, queue: Queue, execution: Execution, reason: HandBackReason) -> None:
        """Fail, or retry, a job that has lost its runner too often, as RQ does one that is abandoned."""
        job = self._fetch(queue, execution)
        if job is not None:
            error = AbandonedJobError(f"lost its runner {self.settings.max_takeovers + 1} times: {reason}")
            self._finalize_failure(job, queue, execution, (AbandonedJobError, error, None))

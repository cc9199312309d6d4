"""The work loop of a pooled worker: take as many jobs as slots are free, keep them alive, end them in order.

                 ┌────────────── PoolWorker.work(), main thread, one turn a tick ──────────────┐
    queues ─────▶│ beat → settle what ended → enforce time limits → maintain → take → wait     │
                 └──────────────┬───────────────────────────────────────────────────▲──────────┘
                          start │ one Assignment a job                        ended │
                 ┌──────────────▼───────────────────────────────────────────────────┴──────────┐
                 │ slot 0        slot 1        …        slot N-1      (a thread each)          │
                 └─────────────────────────────────────────────────────────────────────────────┘

What a slot's thread does is the subclass's: run the job itself, or have a child process run it.

Shutdown: quiet (first signal: no new jobs) → stop (at the drain deadline: running jobs are asked to end,
then put back on their queues) → hard (second signal: at once).
"""

import faulthandler
import queue as thread_queue
import signal
import threading
import time
from abc import abstractmethod
from dataclasses import dataclass
from types import FrameType
from typing import Any, Literal

from redis.exceptions import ConnectionError, RedisError, TimeoutError
from rq import worker_registration
from rq.command import handle_command, parse_payload
from rq.defaults import DEFAULT_LOGGING_DATE_FORMAT, DEFAULT_LOGGING_FORMAT
from rq.exceptions import NoSuchJobError, StopRequested
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue
from rq.registry import clean_registries
from rq.utils import now
from rq.worker.base import DequeueStrategy, WorkerStatus
from rq.worker_registration import clean_worker_registry

from .custody import Custody, HandBack
from .settings import PoolSettings
from .slot_behaviour import SlotBehaviour
from .stopping import StopToken, running_under
from .takeover import Takeover

HandBackReason = Literal["worker stopping", "worker lost", "slot lost"]
RECONNECT_SECS = 1.0
DUPLICATE_SIGNAL_SECS = 1.0  # a terminal's Ctrl-C and a supervisor's signal arrive as two


@dataclass(frozen=True, slots=True)
class Assignment:
    """One job in one slot."""

    slot: int
    job: Job
    queue: Queue
    execution: Execution
    token: StopToken


class PoolWorker(SlotBehaviour):
    """An RQ worker with N slots. Use a subclass.

    Args:
        settings: how it behaves; by default from `RQ_POOL_*` in the environment.
        *args, **kwargs: as RQ's `BaseWorker`.

    Raises:
        ValueError: a setting is out of range.
    """

    pool_kind: str = "pool"
    connection_timeout = 10  # BaseWorker's is for a blocking dequeue of minutes; nothing here blocks

    def __init__(self, *args: Any, settings: PoolSettings | None = None, **kwargs: Any) -> None:
        self.settings = settings or PoolSettings.from_environment()
        self.lease_secs = self.settings.lease_secs
        super().__init__(*args, **kwargs)
        self.custody = Custody(self.connection)
        self._takeover = Takeover(
            self.connection,
            self.custody,
            grace_secs=self.settings.lease_secs,
            max_takeovers=self.settings.max_takeovers,
        )
        self._running: dict[int, Assignment] = {}  # by slot
        self._ended: thread_queue.SimpleQueue[Assignment] = thread_queue.SimpleQueue()
        self._inboxes: list[thread_queue.SimpleQueue[Assignment]] = []
        self._drain_deadline = float("inf")
        self._next_beat = self._next_maintenance = 0.0

    # --- what a subclass says -------------------------------------------------------------------

    @abstractmethod
    def run_in_slot(self, assignment: Assignment) -> None:
        """Run the job to its end, in the slot's own thread. Whatever it raises, the job is handed back."""

    def ask_to_end(self, assignment: Assignment) -> None:
        """Pass the wish of the assignment's token on to where the job runs, if that is elsewhere."""

    @abstractmethod
    def interrupt(self, assignment: Assignment) -> None:
        """End a job that was told to stop, and did not within its grace."""

    def open_slots(self) -> None:
        """Make ready what the slots need."""

    def close_slots(self) -> None:
        """Release what `open_slots` made; jobs that still run have been handed back."""

    def job_handed_back(self, queue: Queue, job_id: str, reason: HandBackReason) -> None:
        """A hook: the job is back at the front of its queue."""

    # --- the loop -------------------------------------------------------------------------------

    def work(
        self,
        burst: bool = False,
        logging_level: str | None = None,
        date_format: str = DEFAULT_LOGGING_DATE_FORMAT,
        log_format: str = DEFAULT_LOGGING_FORMAT,
        max_jobs: int | None = None,
        max_idle_time: int | None = None,
        with_scheduler: bool = False,
        dequeue_strategy: DequeueStrategy = DequeueStrategy.DEFAULT,
    ) -> bool:
        """Work until told to stop; parameters and return value as of RQ's `BaseWorker.work`."""
        self.bootstrap(logging_level, date_format, log_format)
        self._dequeue_strategy = dequeue_strategy
        if with_scheduler:
            self._start_scheduler(burst, logging_level, date_format, log_format)
        self._install_signal_handlers()
        self.open_slots()
        self._start_slot_threads()
        taken = 0
        idle_since = time.monotonic()
        try:
            while True:
                try:
                    self._tick()
                    if self._stop_requested:
                        if not self._running or time.monotonic() > self._drain_deadline:
                            break
                    elif max_jobs is not None and taken >= max_jobs:
                        if not self._running:
                            break
                    else:
                        free = self.settings.slots - len(self._running)
                        wanted = free if max_jobs is None else min(free, max_jobs - taken)
                        started = self._take_and_start(wanted, burst=burst)
                        taken += started
                        if started or self._running:
                            idle_since = time.monotonic()
                        elif burst or self._idle_too_long(idle_since, max_idle_time):
                            break
                    self._wait_for_an_end()
                except (ConnectionError, TimeoutError) as error:
                    self._wait_for_redis(error)
                except StopRequested:
                    break
        finally:
            self._wind_down()
        return taken > 0

    def _tick(self) -> None:
        """What has to happen all the time, whether there is work or not."""
        clock = time.monotonic()
        if clock >= self._next_beat:
            self._beat()
            self._next_beat = clock + self.settings.heartbeat_secs
        while not self._ended.empty():
            self._settle(self._ended.get())
        for assignment in list(self._running.values()):
            self._enforce(assignment)
        if clock >= self._next_maintenance and not self._stop_requested:
            self.run_maintenance_tasks()
            self._next_maintenance = clock + self.settings.maintenance_secs
        self._show_state()

    def _wait_for_an_end(self) -> None:
        """Sleep until a slot is free, but no longer than a tick: signals and new jobs are seen then."""
        try:
            self._settle(self._ended.get(timeout=self.settings.poll_secs))
        except thread_queue.Empty:
            return

    def _idle_too_long(self, idle_since: float, max_idle_time: int | None) -> bool:
        return max_idle_time is not None and time.monotonic() - idle_since > max_idle_time

    def _show_state(self) -> None:
        state = WorkerStatus.BUSY if self._running else WorkerStatus.IDLE
        if self.get_state() not in (state, WorkerStatus.SUSPENDED):
            self.set_state(state)

    # --- taking and starting --------------------------------------------------------------------

    def _take_and_start(self, wanted: int, *, burst: bool) -> int:
        if wanted < 1:
            return 0
        taken = self.custody.take(self._ordered_queues, wanted)
        self._note_suspension(taken is None, burst=burst)
        started = 0
        for queue, job_id in taken or []:
            self.reorder_queues(reference_queue=queue)
            job = self._fetch(queue, job_id)
            if job is not None:
                self._start(job, queue)
                started += 1
        return started

    def _note_suspension(self, suspended: bool, *, burst: bool) -> None:
        was_suspended = self.get_state() == WorkerStatus.SUSPENDED
        if suspended and burst:
            raise StopRequested
        if suspended and not was_suspended:
            self.log.info("Worker %s: suspended, run `rq resume` to resume", self.name)
            self.set_state(WorkerStatus.SUSPENDED)
        elif was_suspended and not suspended:
            self.set_state(WorkerStatus.IDLE)

    def _fetch(self, queue: Queue, job_id: str) -> Job | None:
        """The job; None, and off the intermediate list, when there is no such job any more."""
        try:
            job: Job = self.job_class.fetch(job_id, connection=self.connection, serializer=self.serializer)
        except NoSuchJobError:
            queue.intermediate_queue.remove(job_id)
            return None
        except (ConnectionError, TimeoutError):
            raise
        except Exception:
            # Garbage in Redis must not end the worker, nor come back to it forever.
            self.log.exception(
                "Worker %s: job %s cannot be read, dropped from %s", self.name, job_id, queue.name
            )
            queue.intermediate_queue.remove(job_id)
            return None
        return job

    def _start(self, job: Job, queue: Queue) -> None:
        slot = min(set(range(self.settings.slots)) - self._running.keys())
        job.redis_server_version = self.get_redis_server_version()
        with self.connection.pipeline() as pipeline:
            execution = Execution.create(job, self.get_heartbeat_ttl(job), pipeline, worker_name=self.name)
            pipeline.hset(execution.key, "slot", str(slot))
            assignment = Assignment(slot, job, queue, execution, StopToken(job.id))
            self._running[slot] = assignment
            self.executions[execution.id] = execution
            try:
                pipeline.execute()
            except (ConnectionError, TimeoutError):
                self._ended.put(assignment)  # it may have been written all the same: to be handed back
                raise
        self._inboxes[slot].put(assignment)

    def _start_slot_threads(self) -> None:
        # Daemons, and not an executor: a stuck job must not keep a stopped worker from exiting.
        self._inboxes = [thread_queue.SimpleQueue() for _ in range(self.settings.slots)]
        for slot, inbox in enumerate(self._inboxes):
            threading.Thread(target=self._serve_slot, args=(inbox,), name=f"slot-{slot}", daemon=True).start()

    def _serve_slot(self, inbox: "thread_queue.SimpleQueue[Assignment]") -> None:
        while True:
            assignment = inbox.get()
            try:
                with running_under(assignment.token):
                    self.run_in_slot(assignment)
            except BaseException:
                # Typically Redis was away when the result was to be written: the job will run again.
                self.log.exception("Worker %s: job %s did not get to its end", self.name, assignment.job.id)
            finally:
                self._ended.put(assignment)

    # --- while they run -------------------------------------------------------------------------

    def _beat(self) -> None:
        """Say that this worker and every job in its slots live, in one round trip."""
        if self.settings.watchdog_secs:
            # Ends the process, with all its threads' tracebacks, unless it is called again in time.
            faulthandler.dump_traceback_later(self.settings.watchdog_secs, exit=True)
        with self.connection.pipeline(transaction=False) as pipeline:
            self.heartbeat(pipeline=pipeline)
            for assignment in list(self._running.values()):
                ttl_secs = self.job_monitoring_interval + 60
                registry = assignment.job.started_job_registry
                assignment.execution.heartbeat(registry, ttl_secs, pipeline=pipeline)
            pipeline.hexists(self.key, "birth")
            is_registered = pipeline.execute()[-1]
        if not is_registered:
            # Redis had forgotten this worker: it was away, or this process stood still, for a lease.
            record: dict[Any, Any] = self.serialize()
            self.connection.hset(self.key, mapping=record)
            worker_registration.register(self)
            self.connection.expire(self.key, self.lease_secs)

    def _enforce(self, assignment: Assignment) -> None:
        assignment.token.enforce()
        if assignment.token.stop_at is not None and time.monotonic() > assignment.token.stop_at:
            self.interrupt(assignment)

    def _settle(self, assignment: Assignment) -> None:
        """Free the slot. A job whose execution is still ours did not get to its end: hand it back."""
        if self._running.get(assignment.slot) is not assignment:
            return
        if assignment.execution.id in self.executions:
            try:
                self._hand_back(
                    assignment, "worker stopping" if assignment.token.handing_back else "slot lost"
                )
            except (ConnectionError, TimeoutError):
                self._ended.put(assignment)
                raise
        del self._running[assignment.slot]

    def request_stop_execution(self, execution_id: str) -> None:
        """Stop one job; called from the command thread. It gets a short grace to end by itself."""
        for assignment in list(self._running.values()):
            if assignment.execution.id == execution_id:
                assignment.token.stopped = True
                assignment.token.stop_at = time.monotonic() + self.settings.stop_grace_secs
                self.ask_to_end(assignment)
                return
        self.log.warning("Worker %s: not running execution %s, command ignored", self.name, execution_id)

    def handle_payload(self, message: Any) -> None:
        """RQ's commands; its `stop-job` would find only the first of several jobs."""
        payload = parse_payload(message)
        if payload.get("command") != "stop-job":
            handle_command(self, payload)
            return
        for assignment in list(self._running.values()):
            if assignment.job.id == payload.get("job_id"):
                self.request_stop_execution(assignment.execution.id)

    # --- maintenance ----------------------------------------------------------------------------

    def clean_registries(self) -> None:
        """RQ's maintenance, after taking over what dead workers held.

        In this order, since RQ's own fails an abandoned job that has no retries left. Its clean-up of the
        intermediate list is left out: `Takeover` puts such jobs back instead of failing them.
        """
        for queue, job_id in self._takeover.run(self.queues):
            self.log.warning("Worker %s: took job %s over from a lost worker", self.name, job_id)
            self.job_handed_back(queue, job_id, "worker lost")
        for queue in self.queues:
            if queue.acquire_maintenance_lock():
                try:
                    clean_registries(queue, self._exc_handlers)
                    clean_worker_registry(queue)
                finally:
                    queue.release_maintenance_lock()
        self.last_cleaned_at = now()  # type: ignore[assignment]  # RQ types it as always None

    # --- ending ---------------------------------------------------------------------------------

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """First signal: quiet. It only sets what the loop reads: a handler may interrupt anything."""
        clock = time.monotonic()
        if not self._stop_requested:
            self._stop_requested = True
            self._shutdown_requested_date = now()
            self._first_signal_at = clock
            self._drain_deadline = clock + self.settings.drain_secs
        elif clock - self._first_signal_at > DUPLICATE_SIGNAL_SECS:
            self._drain_deadline = clock

    def _install_signal_handlers(self) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self.request_stop)
            signal.signal(signal.SIGTERM, self.request_stop)

    def _wait_for_redis(self, error: Exception) -> None:
        self.log.error("Worker %s: Redis is away (%s); trying again", self.name, error)
        if self._stop_requested and time.monotonic() > self._drain_deadline:
            raise StopRequested from error
        if self.settings.watchdog_secs:
            faulthandler.dump_traceback_later(self.settings.watchdog_secs, exit=True)
        time.sleep(RECONNECT_SECS)

    def _wind_down(self) -> None:
        """Ask what still runs to end, put it back on its queue, and say goodbye."""
        if self.settings.watchdog_secs:
            faulthandler.cancel_dump_traceback_later()
        self._stop_requested = True
        for assignment in self._running.values():
            assignment.token.handing_back = True
            self.ask_to_end(assignment)
        grace_over = time.monotonic() + self.settings.stop_grace_secs
        try:
            while self._running and (left := grace_over - time.monotonic()) > 0:
                try:
                    self._settle(self._ended.get(timeout=left))
                except thread_queue.Empty:
                    break
            for assignment in list(self._running.values()):
                self.log.warning("Worker %s: job %s did not end in time", self.name, assignment.job.id)
                self.interrupt(assignment)
                self._hand_back(assignment, "worker stopping")
        except RedisError as error:
            # Nothing is lost: when Redis is back, this worker's lease is over and others take its jobs.
            self.log.error("Worker %s: could not hand its jobs back: %s", self.name, error)
        self.close_slots()
        try:
            self.teardown()
        except RedisError as error:
            self.log.error("Worker %s: could not say goodbye: %s", self.name, error)

    def _hand_back(self, assignment: Assignment, reason: HandBackReason) -> None:
        job, execution = assignment.job, assignment.execution
        done = self._custody_action(assignment, reason)
        self.executions.pop(execution.id, None)
        if done is HandBack.DONE:
            self.log.info("Worker %s: job %s handed back (%s)", self.name, job.id, reason)
            self.job_handed_back(assignment.queue, job.id, reason)
        elif done is HandBack.TOO_OFTEN:
            with running_under(assignment.token):
                self.handle_job_failure(
                    job,
                    assignment.queue,
                    exc_string=f"Lost its runner too often; last: {reason}",
                    execution=execution,
                )

    def _custody_action(self, assignment: Assignment, reason: HandBackReason) -> HandBack:
        job_id, execution_id = assignment.job.id, assignment.execution.id
        if reason == "worker stopping":
            return self.custody.hand_back(assignment.queue, job_id, execution_id, self.name)
        return self.custody.recover(
            assignment.queue,
            job_id,
            execution_id,
            self.name,
            max_takeovers=self.settings.max_takeovers,
            only_if_gone=False,
        )

    def serialize(self) -> dict[str, Any]:
        """RQ's record of the worker, and what its pool is."""
        return {**super().serialize(), "pool": self.pool_kind, "slots": self.settings.slots}

"""The work loop of a pooled worker: take as many jobs as slots are free, keep them alive, end them in order.

                 ┌────────────── PoolWorker.work(), main thread, one turn a tick ──────────────┐
    queues ─────▶│ settle what ended → enforce time limits → maintain → take → wait for an end │
                 └──────────────┬───────────────────────────────────────────────────▲──────────┘
                          start │ one Assignment a job                        ended │
                 ┌──────────────▼───────────────────────────────────────────────────┴──────────┐
                 │ slot 0        slot 1        …        slot N-1      (a thread each)          │
                 └─────────────────────────────────────────────────────────────────────────────┘

What a slot's thread does is the subclass's: run the job itself, or have a child process run it. Two more
threads stand beside the loop: the heart, which keeps the worker and its jobs alive in Redis, and RQ's, which
receives commands.

Shutdown: quiet (first signal: no new jobs) → stop (at the drain deadline: running jobs are asked to end,
then put back on their queues) → hard (second signal: at once).
"""

import faulthandler
import signal
import threading
import time
from abc import abstractmethod
from dataclasses import dataclass
from types import FrameType
from typing import Any

from redis.exceptions import RedisError
from rq.command import handle_command, parse_payload
from rq.defaults import DEFAULT_LOGGING_DATE_FORMAT, DEFAULT_LOGGING_FORMAT
from rq.registry import clean_registries
from rq.utils import now
from rq.worker.base import DequeueStrategy, WorkerStatus
from rq.worker_registration import clean_worker_registry

from .assignment import Assignment
from .custody import is_garbage
from .heart import Heart
from .job_holder import JobHolder
from .stopping import ThreadDeathPenalty
from .takeover import Takeover

RECONNECT_SECS = 1.0
DUPLICATE_SIGNAL_SECS = 1.0  # a terminal's Ctrl-C and a supervisor's signal arrive as two
FINISHING_SECS = 5.0  # to write down the end of a job that ended in the last moment
HARD_STOP_SECS = 10.0  # on top of the grace to stop: Redis may not answer


@dataclass(frozen=True, slots=True)
class Limits:
    """When a worker ends by itself: with the queues empty, after so many jobs, or idle for so long."""

    burst: bool
    max_jobs: int | None
    max_idle_secs: int | None


class PoolWorker(JobHolder):
    """An RQ worker with N slots. Use a subclass.

    Args:
        settings: how it behaves; by default from `RQ_POOL_*` in the environment.
        *args, **kwargs: as RQ's `BaseWorker`.

    Raises:
        ValueError: a setting is out of range.
    """

    pool_kind: str = "pool"
    death_penalty_class = ThreadDeathPenalty

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._takeover = Takeover(
            self.connection,
            self.custody,
            self.name,
            grace_secs=self.settings.lease_secs,
            max_takeovers=self.settings.max_takeovers,
        )
        self._heart = Heart(self._beat, self.settings.heartbeat_secs, self.log)
        self._stop_told = False
        self._first_signal_at: float | None = None
        self._drain_deadline = float("inf")
        self._idle_since = self._next_maintenance = time.monotonic()

    # --- what a subclass says -------------------------------------------------------------------

    @abstractmethod
    def enforce(self, assignment: Assignment) -> None:
        """Force the job to end if its time is up, or it was stopped and its grace is over."""

    @abstractmethod
    def interrupt(self, assignment: Assignment) -> None:
        """Force the job to end now; it will be handed back."""

    def open_slots(self) -> None:
        """Make ready what the slots need. What it raises ends the worker."""

    def close_slots(self) -> None:
        """Release what `open_slots` made; jobs that still run have been handed back."""

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
        try:
            if with_scheduler:
                self._start_scheduler(burst, logging_level, date_format, log_format)
            self._install_signal_handlers()
            self.open_slots()
            self._threads.start()
            self._heart.start()
            self._loop(Limits(burst, max_jobs, max_idle_time))
        finally:
            self._wind_down()
        return self._jobs_started > 0

    def _loop(self, limits: Limits) -> None:
        self._idle_since = time.monotonic()
        while True:
            try:
                if not self._turn(limits):
                    return
                # Until a slot is free, but no longer than a tick: signals and new jobs are seen then.
                ended = self._threads.next_end(self.settings.poll_secs)
                if ended is not None:
                    self._settle(ended)
            except RedisError as error:
                if self._stop_requested and time.monotonic() > self._drain_deadline:
                    return
                self._wait_for_redis(error)

    def _turn(self, limits: Limits) -> bool:
        """Do what is due; False when there is nothing left to do."""
        self._tick()
        if self._stop_requested:
            self._tell_stop()
            return bool(self._running) and time.monotonic() <= self._drain_deadline
        wanted = self.settings.slots - len(self._running)
        if limits.max_jobs is not None:
            if self._jobs_started >= limits.max_jobs:
                return bool(self._running)
            wanted = min(wanted, limits.max_jobs - self._jobs_started)
        self._take_and_start(wanted)
        if self._running or self.get_state() == WorkerStatus.SUSPENDED:
            self._idle_since = time.monotonic()
        if self._running:
            return True
        return not limits.burst and not self._is_idle_for(limits.max_idle_secs)

    def _tick(self) -> None:
        """What has to happen all the time, whether there is work or not."""
        clock = time.monotonic()
        if self.settings.watchdog_secs:
            # Ends the process, with all its threads' tracebacks, unless it is called again in time.
            faulthandler.dump_traceback_later(self.settings.watchdog_secs, exit=True)
        while (ended := self._threads.next_end(0)) is not None:
            self._settle(ended)
        for assignment in list(self._running.values()):
            self.enforce(assignment)
        if clock >= self._next_maintenance and not self._stop_requested:
            self._next_maintenance = clock + self.settings.maintenance_secs
            self.run_maintenance_tasks()
        self._show_state(WorkerStatus.BUSY if self._running else WorkerStatus.IDLE)

    def _is_idle_for(self, max_idle_secs: int | None) -> bool:
        return max_idle_secs is not None and time.monotonic() - self._idle_since > max_idle_secs

    def _show_state(self, state: WorkerStatus) -> None:
        if self.get_state() not in (state, WorkerStatus.SUSPENDED):
            self.set_state(state)

    def _wait_for_redis(self, error: Exception) -> None:
        self.log.error("Worker %s: Redis is away, or refuses (%s); trying again", self.name, error)
        if self.settings.watchdog_secs:
            faulthandler.dump_traceback_later(self.settings.watchdog_secs, exit=True)
        time.sleep(RECONNECT_SECS)
        if is_garbage(error):
            return
        # When Redis is back, all workers look dead to each other until each has found back to it.
        self._next_maintenance = time.monotonic() + self.settings.lease_secs

    # --- commands -------------------------------------------------------------------------------

    def request_stop_execution(self, execution_id: str) -> None:
        """Stop one job; called from the command thread. It gets a short grace to end by itself."""
        for assignment in list(self._running.values()):
            if assignment.execution.id == execution_id:
                assignment.token.stop(self.settings.stop_grace_secs)
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

    def unsubscribe(self) -> None:
        """RQ's, with the thread told first: else it often waits for a message that never comes."""
        thread: Any = self.pubsub_thread
        if thread is not None:
            thread.stop()
        super().unsubscribe()  # type: ignore[no-untyped-call]

    def _pubsub_exception_handler(self, exc: Exception, pubsub: Any, pubsub_thread: Any) -> None:
        """Go on listening. RQ's goes on only when the connection broke: a command that is no JSON, or a
        Redis that does not answer in time, leaves it deaf."""
        self.log.error("Worker %s: cannot receive commands: %r; trying again", self.name, exc)
        if isinstance(exc, RedisError):
            time.sleep(RECONNECT_SECS)

    # --- maintenance ----------------------------------------------------------------------------

    def run_maintenance_tasks(self) -> None:
        """RQ's, from which garbage in a registry must not end the worker."""
        try:
            super().run_maintenance_tasks()  # type: ignore[no-untyped-call]
        except RedisError:
            raise
        except Exception:
            self.log.exception("Worker %s: maintenance failed", self.name)

    def clean_registries(self) -> None:
        """RQ's maintenance, after taking over what dead workers held.

        In this order, since RQ's own fails an abandoned job that has no retries left. Its clean-up of the
        intermediate list is left out: `Takeover` puts such jobs back instead of failing them.
        """
        running = {assignment.execution.id for assignment in self._running.values()}
        for lost in self._takeover.run(self.queues, running):
            self._after_recovery(lost.queue, lost.execution, lost.outcome, "worker lost")
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
        """First signal: quiet; second: hard. It only sets what the loop reads: it may interrupt anything."""
        clock = time.monotonic()
        if self._first_signal_at is None:
            self._first_signal_at = clock
            self.stop_taking_jobs()
        elif clock - self._first_signal_at > DUPLICATE_SIGNAL_SECS:
            self._drain_deadline = clock
            self._limit_end()

    def stop_taking_jobs(self) -> None:
        """End once what runs has ended, or at the drain deadline."""
        if not self._stop_requested:
            self._shutdown_requested_date = now()
            self._drain_deadline = time.monotonic() + self.settings.drain_secs
            self._stop_requested = True

    def _tell_stop(self) -> None:
        if not self._stop_told:
            self.log.info("Worker %s: stopping, %d jobs still run", self.name, len(self._running))
            self.set_shutdown_requested_date()
            self._stop_told = True

    def _install_signal_handlers(self) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self.request_stop)
            signal.signal(signal.SIGTERM, self.request_stop)

    def _limit_end(self) -> None:
        """End the process even if Redis does not answer, or a slot cannot be closed."""
        faulthandler.dump_traceback_later(self.settings.stop_grace_secs + HARD_STOP_SECS, exit=True)

    def _wind_down(self) -> None:
        """Ask what still runs to end, put it back on its queue, and say goodbye."""
        if self.settings.watchdog_secs:
            self._limit_end()
        self._stop_requested = True
        try:
            self._hand_all_back()
        except RedisError as error:
            # Nothing is lost: when Redis is back, this worker's lease is over and others take its jobs.
            self.log.error("Worker %s: could not hand its jobs back: %s", self.name, error)
        finally:
            self.close_slots()
        self._heart.stop(self.settings.stop_grace_secs)
        try:
            self.teardown()
        except RedisError as error:
            self.log.error("Worker %s: could not say goodbye: %s", self.name, error)
        if self.settings.watchdog_secs or self._drain_deadline < float("inf"):
            faulthandler.cancel_dump_traceback_later()

    def _hand_all_back(self) -> None:
        for assignment in self._running.values():
            assignment.token.handing_back = True
            self.ask_to_end(assignment)
        self._settle_for(self.settings.stop_grace_secs)
        for assignment in list(self._running.values()):
            self.log.warning("Worker %s: job %s did not end in time", self.name, assignment.job.id)
            self.interrupt(assignment)
            if assignment.token.give_up():
                self._end_unfinished(assignment)
                self._forget(assignment)
        self._settle_for(FINISHING_SECS)

    def _settle_for(self, secs: float) -> None:
        """Settle what ends, until nothing runs or the time is over."""
        deadline = time.monotonic() + secs
        while self._running and (left := deadline - time.monotonic()) > 0:
            ended = self._threads.next_end(left)
            if ended is not None:
                self._settle(ended)

    def serialize(self) -> dict[str, Any]:
        """RQ's record of the worker, and what its pool is."""
        return {**super().serialize(), "pool": self.pool_kind, "slots": self.settings.slots}

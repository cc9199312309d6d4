"""The work loop of a pooled worker: take as many jobs as slots are free, keep them alive, end them in order.

                 ┌───────────── PoolWorker.work(), main thread, one turn a wake-up ──────────────┐
    queues ─────▶│ settle what ended → enforce time limits → maintain → take → wait for an event │
      │          └──────────────┬───────────────────────────────────────────────────▲───────────┘
      │ doorbell          start │ one Assignment a job                        Ended │
      │          ┌──────────────▼───────────────────────────────────────────────────┴───────────┐
      └─────────▶│ slot 0        slot 1        …        slot N-1      (`Slots`: the pool's own)  │
                 └──────────────────────────────────────────────────────────────────────────────┘

Beside the loop stand the heart, which keeps the worker and its jobs alive in Redis; the doorbell, which wakes
an idle worker; and RQ's thread that receives commands.

Shutdown: quiet (first signal: no new jobs) → stop (at the drain deadline: running jobs are asked to end,
then put back on their queues) → hard (second signal: at once).
"""

import random
import threading
import time
from abc import abstractmethod
from dataclasses import replace
from types import FrameType
from typing import Any

from redis.exceptions import RedisError
from rq.defaults import DEFAULT_LOGGING_DATE_FORMAT, DEFAULT_LOGGING_FORMAT
from rq.utils import now
from rq.worker.base import DequeueStrategy, WorkerStatus

from . import watchdog
from .commands import Commands
from .doorbell import Doorbell
from .forks import end_forks_at_sigterm
from .heart import Heart
from .job_holder import JobHolder
from .leases import Leases
from .maintenance import Maintenance
from .patience import is_garbage, is_passing
from .settings import PoolSettings
from .shutdown import Limits, Shutdown
from .signals import Signals
from .slots import Slots
from .stopping import SlotDeathPenalty
from .unfinished import Unfinished

BELL_SECS = 0.002  # in which a slot begins with a job, before the doorbell is armed for the next one
TICK_SECS = 0.1  # how exactly time limits are kept
SHORT_TICK_SECS = 0.01  # while a job is being ended by force
RECONNECT_SECS, MAX_RECONNECT_SECS = 0.5, 10.0
FINISHING_SECS = 5.0  # to write down the end of a job that ended in the last moment
HARD_STOP_SECS = 10.0  # on top of the grace to stop: Redis may not answer


class PoolWorker(Commands):
    """An RQ worker with N slots. Use a subclass.

    Args:
        settings: how it behaves; by default from `RQ_POOL_*` in the environment.
        slots: how many jobs it runs at a time, whatever the settings say.
        *args, **kwargs: as RQ's `BaseWorker`.

    Raises:
        ValueError: a setting is out of range.
    """

    death_penalty_class = SlotDeathPenalty

    def __init__(
        self, *args: Any, settings: PoolSettings | None = None, slots: int | None = None, **kwargs: Any
    ) -> None:
        self.settings = settings or PoolSettings.from_environment()
        if slots is not None:
            self.settings = replace(self.settings, slots=slots)
        self.lease_secs = self.settings.lease_secs
        super().__init__(*args, **kwargs)
        self._logging_level: str | None = None
        self._shutdown_state = Shutdown(self.settings.drain_secs)
        self._signals = Signals()
        self._is_broken = False
        self._stop_told = False
        self._idle_since = time.monotonic()
        self._reconnect_secs = RECONNECT_SECS
        self._is_bell_due = False

    @abstractmethod
    def make_slots(self) -> Slots:
        """The pool's slots, not yet open. What it raises ends the worker before it registers."""

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
        """Work until told to stop; parameters and return value as of RQ's `BaseWorker.work`.

        `with_scheduler` starts no process: maintenance releases scheduled jobs.

        Raises:
            SystemExit: as RQ's, after a second signal (code 0); or with code 1, when so many slots are beyond
                repair that its supervisor should start it anew. Its jobs have been handed back.
        """
        self._logging_level = logging_level
        self._dequeue_strategy = dequeue_strategy
        self._prepare()
        self._maintenance.has_schedule = with_scheduler
        try:
            self.bootstrap(logging_level, date_format, log_format)
        except BaseException:
            self._slots.close()
            raise
        try:
            self._install_signal_handlers()
            self._heart.start()
            self._slots.open()
            self._doorbell.start()
            self._loop(Limits(burst, max_jobs, max_idle_time))
        finally:
            self._wind_down()
        if self._is_broken:
            raise SystemExit(1)
        if self._shutdown_state.is_hard:
            raise SystemExit
        return self._holder.jobs_started > 0

    def _prepare(self) -> None:
        """Make what one run of `work` needs; a worker may work again."""
        self.get_redis_server_version()  # asked once, for all slots
        self._stop_requested = self._stop_told = self._is_broken = False
        self._shutdown_state = Shutdown(self.settings.drain_secs)
        self._signals.begin()
        leases = Leases(self.connection, self.name, self.job_class)
        self._slots = self.make_slots()
        unfinished = Unfinished(self, leases, self._slots.wake)
        self._holder = JobHolder(self, leases, self._slots, unfinished)
        self._maintenance = Maintenance(self, leases, self._holder, unfinished)
        self._heart = Heart(self._holder.beat, self.settings.heartbeat_secs, self._heartbeat_failed)
        self._doorbell = Doorbell(self.connection, self.queue_keys(), self._slots.wake)

    def _loop(self, limits: Limits) -> None:
        self._idle_since = time.monotonic()
        while True:
            try:
                if not self._turn(limits):
                    return
                self._reconnect_secs = RECONNECT_SECS
                self._holder.settle_for(self._tick_secs())
            except RedisError as error:
                if self._shutdown_state.is_overdue:
                    return
                self._wait_for_redis(error)

    def _tick_secs(self) -> float:
        """How long to wait for an event: while jobs run, something may be due without one."""
        if not self._holder.running:
            return TICK_SECS if self._maintenance.is_unsure else self.settings.poll_secs
        if self._is_bell_due:
            return BELL_SECS
        return SHORT_TICK_SECS if self._holder.is_ending_any() else TICK_SECS

    def _turn(self, limits: Limits) -> bool:
        """Do what is due; False when there is nothing left to do."""
        self._feed_watchdog()
        self._holder.enforce()
        if self._slots.is_broken() and not self._shutdown_state.is_quiet:
            self.log.error("Worker %s: too many slots are beyond repair, stopping", self.name)
            self._is_broken = True  # and stays so, whatever becomes of the slots meanwhile
            self.stop_taking_jobs()
        self._holder.is_relaying = self._may_relay(limits)
        if self._shutdown_state.is_quiet:
            self._tell_stop()
            return bool(self._holder.held) and not self._shutdown_state.is_overdue
        left = limits.jobs_left(self._holder.jobs_started)
        if left is not None and left <= 0:
            return bool(self._holder.held)
        self._fill_slots(left)
        may_be_more = self._maintenance.run_if_due()
        are_starting = not self._holder.free_places() and not self._holder.held
        if self._holder.held or are_starting or self.get_state() == WorkerStatus.SUSPENDED:
            self._idle_since = time.monotonic()
        if self._holder.held:
            return True
        if limits.burst:
            may_be_more |= self._maintenance.is_unsure or (
                are_starting and any(queue.count for queue in self.queues)
            )
            return self._maintenance.release_ready() or may_be_more
        return not limits.is_idle_for_too_long(self._idle_since)

    def _may_relay(self, limits: Limits) -> bool:
        """Whether a slot may go from one job to the next without the loop, which counts and chooses."""
        is_free = limits.max_jobs is None and self._dequeue_strategy == DequeueStrategy.DEFAULT
        return is_free and not self._shutdown_state.is_quiet

    def _fill_slots(self, at_most: int | None) -> None:
        """Take jobs until the slots are full or the queues empty; then have the doorbell ring for more."""
        self._is_bell_due = False
        while (wanted := self._wanted(at_most)) > 0:
            before = self._holder.jobs_started
            # Only the default strategy empties one queue before it looks at the next.
            step = wanted if self._dequeue_strategy == DequeueStrategy.DEFAULT else 1
            found = self._holder.take(self._ordered_queues, step)
            self.show_state(is_suspended=found is None, is_busy=bool(self._holder.running))
            if found is None:
                return
            queues, more = found
            for queue in queues:
                self.reorder_queues(reference_queue=queue)
            if at_most is not None:
                at_most -= self._holder.jobs_started - before
            if not more and not (queues and step < wanted):
                if queues:
                    self._is_bell_due = True  # in the next turn: what was started has the first word
                elif self._wanted(at_most) > 0:
                    self._doorbell.arm()
                return
        if not self._holder.running:  # no slot is free, and none runs a job: they are being started
            self.show_state(is_suspended=False, is_busy=False)

    def _wanted(self, at_most: int | None) -> int:
        free = len(self._holder.free_places())
        return free if at_most is None else min(free, at_most)

    def _wait_for_redis(self, error: Exception) -> None:
        self.log.error("Worker %s: Redis is away, or refuses (%s); trying again", self.name, error)
        self._feed_watchdog()
        again_at = time.monotonic() + self._reconnect_secs * random.uniform(0.5, 1.0)
        while (left := again_at - time.monotonic()) > 0 and not self._shutdown_state.is_overdue:
            self._holder.enforce()  # time limits hold meanwhile
            self._holder.settle_for(min(left, TICK_SECS))
        self._reconnect_secs = min(2 * self._reconnect_secs, MAX_RECONNECT_SECS)
        if not is_garbage(error):
            # When Redis is back, all workers look dead to each other until each has found back to it.
            self._maintenance.postpone(self.settings.lease_secs)

    def _heartbeat_failed(self, error: Exception) -> None:
        """Log it; take nobody over for a lease, since those of the others may have failed as well."""
        self.log.error("A heartbeat failed: %s", error)
        if is_passing(error):
            self._maintenance.postpone(self.settings.lease_secs)

    def _feed_watchdog(self) -> None:
        if self.settings.watchdog_secs:
            # Ends the process, with all its threads' tracebacks, unless it is called again in time.
            watchdog.end_unless_fed_within(self.settings.watchdog_secs)

    # --- ending ---------------------------------------------------------------------------------

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """First signal: quiet; second: hard. It only sets what the loop reads: it may interrupt anything."""
        if self._signals.pass_on(signum):
            return
        self.stop_taking_jobs()
        self._shutdown_state.hear_signal()
        if self._shutdown_state.is_hard:
            self._limit_end()
        self._slots.wake()

    def stop_taking_jobs(self) -> None:
        """End once what runs has ended, or at the drain deadline."""
        if not self._shutdown_state.is_quiet:
            self._shutdown_requested_date = now()
            self._shutdown_state.begin()
            self._stop_requested = bool(self._holder.running)  # as RQ's: a job is waited for

    def _tell_stop(self) -> None:
        if not self._stop_told:
            self._stop_told = True
            self._slots.be_quiet()
            self.log.info("Worker %s: stopping, %d jobs still run", self.name, len(self._holder.running))
            self.set_shutdown_requested_date()

    def _install_signal_handlers(self) -> None:
        if threading.current_thread() is threading.main_thread():
            self._signals.keep(self.request_stop)
            super()._install_signal_handlers()  # type: ignore[no-untyped-call]
            end_forks_at_sigterm(self.request_stop)

    def _limit_end(self) -> None:
        """End the process even if Redis does not answer, or a slot cannot be closed."""
        watchdog.end_unless_fed_within(self.settings.stop_grace_secs + HARD_STOP_SECS)

    def _wind_down(self) -> None:
        """Ask what still runs to end, put it back on its queue, and say goodbye."""
        is_limited = bool(self.settings.watchdog_secs) or self._shutdown_state.is_limited
        if self.settings.watchdog_secs:
            self._limit_end()
        self._doorbell.stop()
        self._slots.be_quiet()
        try:
            self._holder.hand_all_back(FINISHING_SECS)
        except RedisError as error:
            # Nothing is lost: when Redis is back, this worker's lease is over and others take its jobs.
            self.log.error("Worker %s: could not hand its jobs back: %s", self.name, error)
        finally:
            self._slots.close()
            self._heart.stop(self.settings.stop_grace_secs)
            self._say_goodbye()
        if is_limited:
            watchdog.leave_it()
        self._signals.release()

    def _say_goodbye(self) -> None:
        try:
            self.teardown()
        except RedisError as error:
            self.log.error("Worker %s: could not say goodbye: %s", self.name, error)

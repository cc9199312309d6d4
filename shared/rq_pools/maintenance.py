"""What a worker does from time to time for all: take over from the dead, release scheduled jobs, clean up."""

import time

from .job_holder import JobHolder
from .leases import Leases
from .pooled_worker import PooledWorker
from .schedule import Schedule
from .takeover import SURE_SECS, Takeover
from .unfinished import Unfinished


class Maintenance:
    """Does what is due.

    Args:
        worker: whose queues are looked after.
        leases: where jobs are held.
        holder: what the worker holds itself.
        unfinished: sees to what was recovered.

    Attributes:
        has_schedule: whether it releases scheduled jobs, too.
    """

    def __init__(
        self, worker: PooledWorker, leases: Leases, holder: JobHolder, unfinished: Unfinished
    ) -> None:
        self._worker = worker
        self._holder = holder
        self._unfinished = unfinished
        self._settings = worker.settings
        self._takeover = Takeover(
            worker.connection,
            leases,
            worker.name,
            grace_secs=worker.settings.lease_secs,
            max_takeovers=worker.settings.max_takeovers,
        )
        self._schedule = Schedule(worker, leases)
        self.has_schedule = False
        self._next_at = self._next_cleaning_at = self._postponed_until = time.monotonic()

    def postpone(self, secs: float) -> None:
        """Leave everything as it is for a while. From any thread."""
        self._postponed_until = time.monotonic() + secs

    def run_if_due(self) -> bool:
        """Take over often; clean up, which costs more and has less haste, now and then.

        Returns:
            Whether there may be jobs now that were not there before.
        """
        clock = time.monotonic()
        if clock < max(self._next_at, self._postponed_until):
            return False
        self._next_at = clock + self._settings.maintenance_secs
        # In this order, since RQ's clean-up fails an abandoned job that has no retries left.
        self.take_over()
        if self.is_unsure:
            self._next_at = time.monotonic() + SURE_SECS
        self.release_ready()
        if self.has_schedule and self._schedule.release_due():
            self._next_at = clock
        if clock >= self._next_cleaning_at:
            self._next_cleaning_at = clock + self._settings.cleaning_secs
            self._worker.run_maintenance_tasks()
        return True

    @property
    def is_unsure(self) -> bool:
        """Whether there are jobs that may turn out to be lost."""
        return self._takeover.is_unsure

    def release_ready(self) -> bool:
        """Enqueue dependents that were left ready; whether there were any.

        RQ leaves them when two jobs that end at once contend for its registry of ready jobs, as they do in a
        pool, and when it is killed half-way.
        """
        released = [queue.ready_job_registry.cleanup() for queue in self._worker.queues]
        return any(released)

    def take_over(self) -> None:
        """Put the jobs of dead workers back on their queues."""
        held = {assignment.execution.id for assignment in self._holder.held}
        for lost in self._takeover.run(self._worker.queues, held):
            self._unfinished.see_to_lost(lost)

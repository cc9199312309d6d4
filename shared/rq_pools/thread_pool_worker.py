"""N jobs at a time in N threads of the worker's own process."""

from .assignment import Assignment
from .pool_worker import PoolWorker
from .slots import Slots
from .thread_slots import ThreadSlots


class ThreadPoolWorker(PoolWorker):
    """For jobs that wait: threads are cheap, and share memory and connections.

    A job's time limit is an exception raised in its thread (see `rq_pools.stopping`): it reaches a job
    that computes at once, and one that waits in a C call when the call returns. One that does not return
    fails all the same, and its thread is abandoned. All threads share the fate of their process.
    """

    pool_kind = "threads"

    def make_slots(self) -> Slots:
        """Threads."""
        return ThreadSlots(self.settings.slots, self._run, self.settings.overrun_secs, self.log)

    def _run(self, assignment: Assignment) -> None:
        self.execute_job(assignment.job, assignment.queue)

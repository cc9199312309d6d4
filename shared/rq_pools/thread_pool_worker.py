"""N jobs at a time in N threads of the worker's own process."""

from .assignment import Assignment
from .pool_worker import PoolWorker


class ThreadPoolWorker(PoolWorker):
    """For jobs that wait: threads are cheap, and share memory and connections.

    A job's time limit is an exception raised in its thread (see `rq_pools.stopping`): it reaches a job
    that computes at once, and one that waits in a C call when the call returns.
    """

    pool_kind = "threads"

    def run_in_slot(self, assignment: Assignment) -> None:
        """Run it right here."""
        self.perform_job(assignment.job, assignment.queue, assignment.execution)

    def enforce(self, assignment: Assignment) -> None:
        """Raise in the thread what its time limit, or a stop, demands."""
        assignment.token.enforce()

    def interrupt(self, assignment: Assignment) -> None:
        """Raise `JobStopped` in the thread."""
        assignment.token.interrupt()

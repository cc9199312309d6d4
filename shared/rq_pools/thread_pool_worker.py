"""N jobs at a time in N threads of the worker's own process."""

from .pool_worker import Assignment, PoolWorker
from .stopping import ThreadDeathPenalty


class ThreadPoolWorker(PoolWorker):
    """For jobs that wait: threads are cheap, and share memory and connections.

    A job's time limit is an exception raised in its thread (see `rq_pools.stopping`): it reaches a job
    that computes at once, and one that waits in a C call when the call returns.
    """

    pool_kind = "threads"
    death_penalty_class = ThreadDeathPenalty

    def run_in_slot(self, assignment: Assignment) -> None:
        """Run it right here."""
        self.perform_job(assignment.job, assignment.queue, assignment.execution)

    def interrupt(self, assignment: Assignment) -> None:
        """Nothing more: `StopToken.enforce` has raised `JobStopped` in the thread."""

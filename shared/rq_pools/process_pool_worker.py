"""N jobs at a time in N child processes that live as long as the worker."""

import threading
import time
from collections.abc import Callable
from typing import Any

from rq.connections import get_connection_kwargs
from rq.timeouts import JobTimeoutException

from .assignment import Assignment
from .pool_worker import PoolWorker
from .slot_child import ChildLost, SlotChild
from .slot_process import Order, Recipe, Wish

ATTRIBUTES = (
    "_exc_handlers",
    "default_result_ttl",
    "job_monitoring_interval",
    "log_job_description",
    "log_result_lifespan",
    "disable_default_exception_handler",
)


class ProcessPoolWorker(PoolWorker):
    """For jobs that compute: each child has an interpreter lock of its own, and can be killed alone.

    Args:
        initializer: a function of an importable module, called once in each child before its first job.
        *args, **kwargs: as `PoolWorker`.
    """

    pool_kind = "processes"

    def __init__(self, *args: Any, initializer: Callable[[], None] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._initializer = initializer
        self._logging_level: str | None = None
        self._children: dict[int, SlotChild] = {}
        self._children_lock = threading.Lock()
        self._closed = False
        self._kill_at: dict[str, float] = {}  # by execution id, on the monotonic clock

    def bootstrap(self, logging_level: str | None = "INFO", *args: Any, **kwargs: Any) -> None:
        """RQ's; a configuration that cannot be given to a child is refused before any job is taken."""
        self._logging_level = logging_level
        self._recipe().check()
        super().bootstrap(logging_level, *args, **kwargs)

    def open_slots(self) -> None:
        """Start all children at once, and wait for them.

        Raises:
            ChildLost: a child cannot start: no job is taken, that would only fail for it.
        """
        recipe = self._recipe()
        self._children = {slot: SlotChild(recipe) for slot in range(self.settings.slots)}
        for child in self._children.values():
            child.wait_until_ready()

    def run_in_slot(self, assignment: Assignment) -> None:
        """Have the slot's child run it."""
        job, execution = assignment.job, assignment.execution
        timeout = job.timeout or self.queue_class.DEFAULT_TIMEOUT
        if timeout > 0:
            self._kill_at[execution.id] = time.monotonic() + timeout + self.settings.overrun_secs
        try:
            self._living_child(assignment.slot).run(Order(job.id, assignment.queue.name, execution.id))
        except ChildLost as loss:
            self._after_loss(assignment, loss)
        finally:
            self._kill_at.pop(execution.id, None)

    def ask_to_end(self, assignment: Assignment) -> None:
        """Tell the child, whose job may ask `stop_requested()`."""
        wish = Wish(assignment.execution.id, "stop" if assignment.token.stopped else "hand back")
        self._children[assignment.slot].tell(wish)

    def enforce(self, assignment: Assignment) -> None:
        """Kill the child of a job that was stopped, or is past its time limit, and does not end."""
        kill_at = self._kill_at.get(assignment.execution.id)
        if assignment.token.is_stop_due() or (kill_at is not None and time.monotonic() > kill_at):
            self.interrupt(assignment)
        assignment.token.enforce()  # for a callback, which runs in the slot's thread here

    def interrupt(self, assignment: Assignment) -> None:
        """Kill the child: nothing a job does can resist."""
        self._children[assignment.slot].kill_if_running(assignment.execution.id)

    def close_slots(self) -> None:
        """End all children."""
        with self._children_lock:
            self._closed = True
            for child in self._children.values():
                child.close()

    def _living_child(self, slot: int) -> SlotChild:
        with self._children_lock:
            if self._closed:
                raise ChildLost("the worker is closed")
            if not self._children[slot].is_lost:
                return self._children[slot]
            self._children[slot].close()
            child = self._children[slot] = SlotChild(self._recipe())
        try:
            child.wait_until_ready()
        except ChildLost:
            # Every job would be lost to this slot, again and again, until it failed for good.
            self.log.error("Worker %s: slot %d cannot start a process, stopping", self.name, slot)
            self.stop_taking_jobs()
            raise
        return child

    def _after_loss(self, assignment: Assignment, loss: ChildLost) -> None:
        """End a job whose process was killed on purpose; one that lost it is the worker's to hand back."""
        job, queue, execution = assignment.job, assignment.queue, assignment.execution
        token, kill_at = assignment.token, self._kill_at.get(execution.id)
        overran = kill_at is not None and time.monotonic() > kill_at
        if not (token.stopped or overran):
            raise loss
        if not self.custody.holds(queue, execution) or not token.may_finish():
            return  # it came to its end at the last moment
        if token.stopped:
            self.end_as_stopped(job, queue, execution)
            return
        self.log.warning("Worker %s: job %s overran its time limit, process killed", self.name, job.id)
        error = JobTimeoutException(f"Not ended {self.settings.overrun_secs} s after its time limit")
        self._finalize_failure(job, queue, execution, (JobTimeoutException, error, None))

    def _recipe(self) -> Recipe:
        pool: Any = self.connection.connection_pool
        return Recipe(
            worker_name=self.name,
            lease_secs=self.settings.lease_secs,
            pool_class=type(pool),
            connection_kwargs={
                **get_connection_kwargs(self.connection),
                "connection_class": pool.connection_class,
            },
            job_class=self.job_class,
            queue_class=self.queue_class,
            serializer=self.serializer,
            attributes={name: getattr(self, name) for name in ATTRIBUTES},
            logging_level=self._logging_level,
            initializer=self._initializer,
        )

"""N jobs at a time in N child processes that live as long as the worker."""

import contextlib
import multiprocessing
import os
from collections.abc import Callable
from multiprocessing import connection as mp_connection
from multiprocessing.process import BaseProcess
from typing import Any

from rq.connections import get_connection_kwargs

from .pool_worker import Assignment, PoolWorker
from .slot_process import HAND_BACK_SIGNAL, STOP_SIGNAL, Order, Recipe, serve

ATTRIBUTES = (
    "_exc_handlers",
    "default_result_ttl",
    "job_monitoring_interval",
    "log_job_description",
    "log_result_lifespan",
    "disable_default_exception_handler",
)


class ChildLost(Exception):
    """A slot's process ended in the middle of a job."""


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
        self._children: dict[int, _Child] = {}

    def bootstrap(self, logging_level: str | None = "INFO", *args: Any, **kwargs: Any) -> None:
        """RQ's; a configuration that cannot be given to a child is refused before any job is taken."""
        self._logging_level = logging_level
        self._recipe().check()
        super().bootstrap(logging_level, *args, **kwargs)

    def open_slots(self) -> None:
        """Start all children at once, so that none of the first jobs waits for one."""
        recipe = self._recipe()
        self._children = {slot: _Child(recipe) for slot in range(self.settings.slots)}

    def run_in_slot(self, assignment: Assignment) -> None:
        """Have the slot's child run it; start another child if this one dies."""
        order = Order(assignment.job.id, assignment.queue.name, assignment.execution.id)
        try:
            came_to_its_end = self._children[assignment.slot].run(order)
        except ChildLost:
            self._replace_child(assignment.slot)
            if assignment.token.stopped:
                self._fail_as_stopped(assignment)
                return
            raise
        if came_to_its_end:
            self.executions.pop(assignment.execution.id, None)

    def ask_to_end(self, assignment: Assignment) -> None:
        """Tell the child, whose job may ask `stop_requested()`."""
        number = STOP_SIGNAL if assignment.token.stopped else HAND_BACK_SIGNAL
        self._children[assignment.slot].signal(number)

    def interrupt(self, assignment: Assignment) -> None:
        """Kill the child: nothing a job does can resist."""
        self._children[assignment.slot].kill()

    def close_slots(self) -> None:
        """End all children."""
        for child in self._children.values():
            child.kill()

    def _replace_child(self, slot: int) -> None:
        if not self._stop_requested:
            self._children[slot] = _Child(self._recipe())

    def _fail_as_stopped(self, assignment: Assignment) -> None:
        self.handle_job_failure(
            assignment.job,
            assignment.queue,
            exc_string="Job stopped by user, its process was killed.",
            execution=assignment.execution,
        )

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


class _Child:
    """One slot's process, seen from the parent."""

    def __init__(self, recipe: Recipe) -> None:
        context = multiprocessing.get_context("forkserver")
        self._pipe: mp_connection.Connection[Order | None, bool]
        self._pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=serve, args=(theirs, recipe), name="slot", daemon=True
        )
        self.process.start()
        theirs.close()

    def run(self, order: Order) -> bool:
        """Have it run; returns whether the job came to its end.

        Raises:
            ChildLost: the process ended first.
        """
        with contextlib.suppress(OSError):
            self._pipe.send(order)
        mp_connection.wait([self._pipe, self.process.sentinel])
        try:
            return self._pipe.recv()
        except (EOFError, OSError):
            self.process.join()
            raise ChildLost(f"its process {self.process.pid} ended with {self.process.exitcode}") from None

    def signal(self, number: int) -> None:
        """Send it a signal, if it still lives."""
        if self.process.is_alive() and self.process.pid is not None:
            os.kill(self.process.pid, number)

    def kill(self) -> None:
        """End the process now, whatever it does."""
        self.process.kill()
        self.process.join()

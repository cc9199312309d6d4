"""Slots that are processes, or interpreters, of their own: each does one job at a time, told over a pipe."""

import logging
import selectors
import threading
import time
from abc import abstractmethod
from collections.abc import Callable
from typing import Literal, NamedTuple

from rq.queue import Queue
from rq.timeouts import JobTimeoutException

from .assignment import Assignment, Ended
from .child import Child
from .leases import Place, Taken, make_execution
from .messages import Finishing, Next, Order, Recipe, Report, Wish
from .slots import Slots

MAX_FAILED_STARTS = 3  # in a row; then something is wrong that a new worker may not find


class Limit(NamedTuple):
    """When a child is killed, on the monotonic clock, and why."""

    kill_at: float
    why: str


class ChildLost(Exception):
    """A slot's process ended before it could take a job."""


class ChildSlots(Slots):
    """N children, each replaced when it dies, or has done enough jobs.

    Args:
        count: how many.
        queues: the worker's.
        recipe: makes what a child needs to be a part of its worker.
        overrun_secs: how long after a job's time limit its child is killed.
        max_jobs_per_child: after how many jobs a child is replaced; 0: never.
        log: where.
    """

    def __init__(
        self,
        count: int,
        queues: list[Queue],
        recipe: Callable[[], Recipe],
        *,
        overrun_secs: float,
        max_jobs_per_child: int,
        log: logging.Logger,
    ) -> None:
        super().__init__()
        self._count = count
        self._queues = {queue.name: queue for queue in queues}
        self._recipe = recipe
        self._overrun_secs = overrun_secs
        self._max_jobs_per_child = max_jobs_per_child
        self._log = log
        self._children: dict[int, Child] = {}
        self._running: dict[int, Assignment] = {}  # by slot
        self._limits: dict[int, Limit] = {}  # by slot
        self._ending: dict[int, Assignment] = {}  # by slot: what its child was to end by force
        self._failed_starts = 0
        self._is_quiet = False

    @abstractmethod
    def start_child(self, slot: int, recipe: Recipe) -> Child:
        """Start the child of a slot."""

    def open(self) -> None:
        """Start all children at once, and wait for the first, or for `wake`.

        Raises:
            ChildLost: one ended before it was ready: no job is taken, that would only fail for it.
        """
        for slot in range(self._count):
            self._start(slot)
        while not any(child.is_ready for child in self._children.values()):
            for key, _ in self._selector.select():
                if key.fileobj is self._wakeup:
                    return  # a signal, which the loop sees to
                if self._selector.get_map().get(key.fd) is key:
                    self._hear(key)
            if self._failed_starts:
                raise ChildLost("a slot's process ended before it was ready; its own words are above")

    def free_places(self) -> list[Place]:
        """The children that wait for a job."""
        return [
            Place(slot, child.pid, child.thread)
            for slot, child in self._children.items()
            if child.is_ready and slot not in self._running
        ]

    def start(self, assignment: Assignment) -> None:
        """Send the job to the slot's child."""
        slot = assignment.place.slot
        self._note(slot, assignment)
        execution = assignment.execution
        self._children[slot].give(
            Order(
                assignment.place,
                execution.job_id,
                assignment.queue.name,
                execution.id,
                execution.created_at,
                assignment.record,
                self.relays.may_relay(),
            )
        )

    def _note(self, slot: int, assignment: Assignment) -> None:
        self._running[slot] = assignment
        secs = assignment.timeout_secs
        self._limit(slot, "Task exceeded maximum timeout value", secs if secs > 0 else None)

    def _limit(self, slot: int, what: str, secs: float | None) -> None:
        self._limits.pop(slot, None)
        if secs is not None:
            why = f"{what} ({secs:g} seconds), and did not end within {self._overrun_secs:g} seconds more"
            self._limits[slot] = Limit(time.monotonic() + secs + self._overrun_secs, why)

    def ask_to_end(self, assignment: Assignment) -> None:
        """Tell the child, whose job may ask `stop_requested()`."""
        slot = assignment.place.slot
        child = self._children.get(slot)
        if child is not None and self._running.get(slot) is assignment:
            kind: Literal["stop", "hand back"] = "stop" if assignment.token.stopped else "hand back"
            child.tell(Wish(assignment.execution.id, kind))

    def enforce(self, assignment: Assignment) -> None:
        """Kill the child of a job that was stopped, or is past its time limit, and does not end."""
        limit = self._limits.get(assignment.place.slot)
        is_over = limit is not None and time.monotonic() > limit.kill_at
        if limit is not None and is_over:
            assignment.token.verdict = JobTimeoutException(limit.why)
        if is_over or assignment.token.is_stop_due():
            self.interrupt(assignment)

    def interrupt(self, assignment: Assignment) -> None:
        """Kill the child: nothing a job does can resist."""
        slot = assignment.place.slot
        if self._running.get(slot) is assignment:
            self._ending[slot] = assignment
            self._children[slot].end_job(assignment.execution.id)

    def be_quiet(self) -> None:
        """Tell all children; and start no more of them."""
        self._is_quiet = True
        for child in self._children.values():
            child.tell(Wish("", "be quiet"))

    def is_broken(self) -> bool:
        """Whether children die before they are ready, again and again."""
        return self._failed_starts >= MAX_FAILED_STARTS

    def close(self) -> None:
        """End all children."""
        for child in self._children.values():
            self._unregister(child)
            child.kill()
        for child in self._children.values():
            child.bury()
        self._children = {}
        super().close()

    def _start(self, slot: int) -> None:
        child = self._children[slot] = self.start_child(slot, self._recipe())
        self._selector.register(child.orders, selectors.EVENT_READ, slot)
        self._selector.register(child.sentinel, selectors.EVENT_READ, slot)

    def _unregister(self, child: Child) -> None:
        self._selector.unregister(child.orders)
        self._selector.unregister(child.sentinel)

    def _hear(self, key: selectors.SelectorKey) -> None:
        slot: int = key.data
        child = self._children.get(slot)
        if child is None or key.fileobj not in (child.orders, child.sentinel):
            return  # of a child that was replaced a moment ago
        try:
            if key.fileobj == child.sentinel and not child.orders.poll():
                raise EOFError
            report = child.orders.recv()
        except (EOFError, OSError):
            self._replace(slot, child)
            return
        if isinstance(report, bool):
            child.is_ready = True
            self._failed_starts = 0
        elif isinstance(report, Finishing):
            self._hear_finishing(slot, report)
        else:
            self._hear_report(slot, child, report)

    def _hear_finishing(self, slot: int, finishing: Finishing) -> None:
        """From here on it is not the job's time limit that counts, nor its grace to stop."""
        assignment = self._running.get(slot)
        if assignment is not None and assignment.execution.id == finishing.execution_id:
            assignment.token.forgive()
            self._limit(slot, "Callbacks and exception handlers took too long", finishing.limit_secs)

    def _hear_report(self, slot: int, child: Child, report: Report) -> None:
        assignment = self._running[slot]
        assignment.token.ended = report.is_ended
        assignment.token.breakdown = report.breakdown
        assignment.token.handing_back |= report.is_handed_back
        if report.following is not None:
            following = self._following(assignment, report.following)
            child.jobs += 1
            self._note(slot, following)
            self.relays.relayed(assignment, following)
            return
        del self._running[slot]
        self._limits.pop(slot, None)
        self._ending.pop(slot, None)
        self._ended.append(Ended(assignment))
        if self._max_jobs_per_child and child.jobs >= self._max_jobs_per_child:
            self._retire(slot, child)

    def _following(self, before: Assignment, following: Next) -> Assignment:
        """The assignment of a job that the child has taken itself."""
        execution = make_execution(
            before.execution.connection,
            following.execution_id,
            following.job_id,
            before.execution.worker_name,
            following.created_at,
        )
        queue = self._queues[following.queue_name]
        assignment = self.relays.assign(before.place, Taken(before.place.slot, queue, execution, {}))
        assignment.timeout_secs = following.timeout_secs or assignment.timeout_secs
        return assignment

    def _replace(self, slot: int, child: Child) -> None:
        """Start another child for one that died, and tell of the job that it had."""
        self._unregister(child)
        child.kill()  # what its job has started
        loss = child.bury()
        if not child.is_ready:
            self._failed_starts += 1
            self._log.error("Slot %d: %s ended before it was ready", slot, loss)
        self._limits.pop(slot, None)
        meant, assignment = self._ending.pop(slot, None), self._running.pop(slot, None)
        if assignment is not None:
            # Killed for the job before, which came to its end in that moment: it is not to blame.
            assignment.token.handing_back |= meant is not None and meant is not assignment
            self._ended.append(Ended(assignment, loss))
        del self._children[slot]
        if not (self._is_quiet or self.is_broken()):
            self._start(slot)

    def _retire(self, slot: int, child: Child) -> None:
        """Replace a child that has done enough; it is idle, and is buried elsewhere: the loop goes on."""
        self._unregister(child)
        child.orders.close()
        threading.Thread(target=child.bury, name=f"bury-{slot}", daemon=True).start()
        del self._children[slot]
        if not self._is_quiet:
            self._start(slot)

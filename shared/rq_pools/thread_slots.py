"""Slots that are threads of the worker's process."""

import logging
import os
import queue as thread_queue
import threading
from collections.abc import Callable

from .assignment import Assignment, Ended
from .held_pipeline import NotHeld
from .leases import Place
from .slots import Relays, Slots
from .stopping import running_under

MAX_STUCK_THREADS = 16


class SlotThread:
    """One thread. It is a daemon, and no executor's, which waits for its threads when the program ends: a job
    that is stuck must not keep a stopped worker from exiting.

    Args:
        slot: its number.
        run: what it does with an assignment. Whatever that raises is logged.
        relays: how it takes the next one itself.
        end: told when there is none.
        log: where.
    """

    def __init__(
        self,
        slot: int,
        run: Callable[[Assignment], None],
        relays: Relays,
        end: Callable[[Ended], None],
        log: logging.Logger,
    ) -> None:
        self._run = run
        self._relays = relays
        self._end = end
        self._log = log
        self.place = Place(slot, os.getpid(), f"slot-{slot}")
        self.inbox: thread_queue.SimpleQueue[Assignment | None] = thread_queue.SimpleQueue()
        self.assignment: Assignment | None = None
        self.thread = threading.Thread(target=self._serve, name=self.place.thread, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while (assignment := self.inbox.get()) is not None:
            while (following := self._run_one(assignment)) is not None:
                self._relays.relayed(assignment, following)
                assignment = following
            self._end(Ended(assignment))

    def _run_one(self, assignment: Assignment) -> Assignment | None:
        """Run a job; returns the one that was taken when it ended."""
        relay = assignment.token.relay = self._relays.relay_for(self.place)
        try:
            with running_under(assignment.token):
                self._run(assignment)
        except NotHeld:
            pass  # somebody else has the job now
        except BaseException as error:
            # Redis refused what was to be written, or an exception handler of the worker raised.
            self._log.exception("Job %s did not get to its end", assignment.job_id)
            assignment.token.note_breakdown(error)
        if relay.taken is None:
            return None
        self.assignment = self._relays.assign(self.place, relay.taken)
        return self.assignment


class ThreadSlots(Slots):
    """N threads, each replaced when a job leaves it stuck in a call that nothing can interrupt.

    Args:
        count: how many.
        run: runs a job to its end, in the thread.
        overrun_secs: how long after its interruption a thread counts as stuck.
        log: where.
    """

    def __init__(
        self, count: int, run: Callable[[Assignment], None], overrun_secs: float, log: logging.Logger
    ) -> None:
        super().__init__()
        self._count = count
        self._run = run
        self._overrun_secs = overrun_secs
        self._log = log
        self._threads: dict[int, SlotThread] = {}
        self._stuck: list[SlotThread] = []

    def open(self) -> None:
        """Start the threads."""
        self._threads = {slot: self._start_thread(slot) for slot in range(self._count)}

    def _start_thread(self, slot: int) -> SlotThread:
        return SlotThread(slot, self._run, self.relays, self.end, self._log)

    def free_places(self) -> list[Place]:
        """The threads without a job."""
        return [thread.place for thread in self._threads.values() if thread.assignment is None]

    def start(self, assignment: Assignment) -> None:
        """Put it into the thread's inbox."""
        thread = self._threads[assignment.place.slot]
        thread.assignment = assignment
        thread.inbox.put(assignment)

    def wait(self, timeout_secs: float) -> list[Ended]:
        """As of `Slots`; that an abandoned thread has come to an end after all is of no interest."""
        heard = []
        for ended in super().wait(timeout_secs):
            thread = self._threads[ended.assignment.place.slot]
            if thread.assignment is ended.assignment:
                thread.assignment = None
                heard.append(ended)
        return heard

    def ask_to_end(self, assignment: Assignment) -> None:
        """Nothing: the job reads the token itself."""

    def enforce(self, assignment: Assignment) -> None:
        """Raise in the thread what its time limit, or a stop, demands; abandon it when that does not help."""
        assignment.token.enforce()
        if assignment.token.is_stuck(self._overrun_secs) and assignment.token.give_up():
            self._abandon(assignment)

    def interrupt(self, assignment: Assignment) -> None:
        """Raise `JobStopped` in the thread."""
        assignment.token.interrupt()

    def is_broken(self) -> bool:
        """Whether more threads are stuck than a process should carry."""
        return len(self._living_stuck()) > MAX_STUCK_THREADS

    def close(self) -> None:
        """Let the threads end when their jobs do."""
        for thread in [*self._threads.values(), *self._stuck]:
            thread.inbox.put(None)
        super().close()

    def _abandon(self, assignment: Assignment) -> None:
        slot = assignment.place.slot
        self._log.error(
            "Job %s is in a call that cannot be interrupted: its thread is abandoned, slot %d gets a new one",
            assignment.job_id,
            slot,
        )
        stuck = self._threads[slot]
        stuck.inbox.put(None)
        self._stuck = [*self._living_stuck(), stuck]
        self._threads[slot] = self._start_thread(slot)
        self._threads[slot].assignment = assignment  # until `wait` has told of it
        self.end(Ended(assignment))

    def _living_stuck(self) -> list[SlotThread]:
        return [thread for thread in self._stuck if thread.thread.is_alive()]

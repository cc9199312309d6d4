"""The threads of a worker's slots, and the way of assignments to them and back."""

import logging
import queue as thread_queue
import threading
from collections.abc import Callable

from .assignment import Assignment
from .stopping import running_under


class SlotThreads:
    """One thread a slot. They are daemons, and no executor's, which waits for its threads when the program
    ends: a job that is stuck must not keep a stopped worker from exiting.

    Args:
        count: how many slots.
        run: what a thread does with an assignment. Whatever it raises is logged.
        log: where.
    """

    def __init__(self, count: int, run: Callable[[Assignment], None], log: logging.Logger) -> None:
        self._run = run
        self._log = log
        self._inboxes: list[thread_queue.SimpleQueue[Assignment]] = [
            thread_queue.SimpleQueue() for _ in range(count)
        ]
        # No SimpleQueue: before Python 3.13 its get(timeout=…) can wait for ever when a signal arrives just
        # before the time is over, and the main thread would never see the signal that asks it to stop.
        self._ended: thread_queue.Queue[Assignment] = thread_queue.Queue()

    def start(self) -> None:
        """Start the threads."""
        for slot, inbox in enumerate(self._inboxes):
            threading.Thread(target=self._serve, args=(inbox,), name=f"slot-{slot}", daemon=True).start()

    def give(self, assignment: Assignment) -> None:
        """Have the assignment's slot run it."""
        self._inboxes[assignment.slot].put(assignment)

    def next_end(self, timeout_secs: float) -> Assignment | None:
        """An assignment that has ended, as soon as there is one; None when there is none in time."""
        try:
            return self._ended.get(block=timeout_secs > 0, timeout=timeout_secs)
        except thread_queue.Empty:
            return None

    def return_end(self, assignment: Assignment) -> None:
        """Let `next_end` give it once more."""
        self._ended.put(assignment)

    def _serve(self, inbox: "thread_queue.SimpleQueue[Assignment]") -> None:
        while True:
            assignment = inbox.get()
            try:
                with running_under(assignment.token):
                    self._run(assignment)
            except BaseException:
                # Typically Redis was away when the result was to be written: the job will run again.
                self._log.exception("Job %s did not get to its end", assignment.job.id)
            finally:
                self._ended.put(assignment)

"""What a pooled worker holds: jobs taken, put into slots, kept alive, and seen to when they did not end.

take ──▶ start ──▶ (slot) ──▶ settle ──▶ free slot
            │                   │ its end is not written: stopped, failed, handed back or recovered
            └──── beat ─────────┘ renews what is held; what is lost is told to end
"""

import time
from functools import partial

from rq.queue import Queue

from .assignment import Assignment, Ended
from .job_records import load_job, log_start, timeout_secs
from .leases import Leases, Place, Taken
from .pooled_worker import PooledWorker
from .relay import Relay
from .slots import Slots
from .unfinished import Unfinished


class JobHolder:
    """The jobs of one worker.

    Args:
        worker: whose.
        leases: where they are held.
        slots: where they run.
        unfinished: sees to those that do not end there.
    """

    def __init__(self, worker: PooledWorker, leases: Leases, slots: Slots, unfinished: Unfinished) -> None:
        self._worker = worker
        self._leases = leases
        self._slots = slots
        self._settings = worker.settings
        self._running: dict[int, Assignment] = {}  # by slot
        self._unfinished = unfinished
        self.jobs_started = 0
        self.is_relaying = False  # may slots take jobs themselves?
        slots.relays = self

    @property
    def running(self) -> list[Assignment]:
        """What is in the slots now."""
        return list(self._running.values())

    @property
    def held(self) -> list[Assignment]:
        """What is in the slots now, and the lost jobs of others that are about to fail."""
        return self.running + self._unfinished.lost

    # --- taking and starting --------------------------------------------------------------------

    def free_places(self) -> list[Place]:
        """The slots that could run a job now."""
        return [place for place in self._slots.free_places() if place.slot not in self._running]

    def take(self, queues: list[Queue], at_most: int) -> tuple[list[Queue], bool] | None:
        """Take jobs for free slots, and start them.

        Args:
            queues: where from, in this order.
            at_most: how many.

        Returns:
            The queues that jobs came from, and whether there is more; None when workers are suspended.
        """
        places = self.free_places()
        if not places or at_most <= 0:
            return [], False
        haul = self._leases.take(queues, places[:at_most], self._worker.execution_ttl_secs)
        if haul is None:
            return None
        by_slot = {place.slot: place for place in places}
        for taken in haul.taken:
            assignment = self.assign(by_slot[taken.slot], taken)
            self._note(assignment)
            self._slots.start(assignment)
        return [taken.queue for taken in haul.taken], haul.more and len(haul.taken) < len(places[:at_most])

    def assign(self, place: Place, taken: Taken) -> Assignment:
        """The assignment of a job that was taken for a slot."""
        if taken.record:  # else a child has taken it, and told so
            log_start(self._worker, taken)
        timeout = timeout_secs(taken.record) or self._worker.queue_class.DEFAULT_TIMEOUT
        load = partial(load_job, self._worker, taken)
        return Assignment(place, taken.queue, taken.execution, timeout, taken.record, load)

    def _note(self, assignment: Assignment) -> None:
        self._running[assignment.place.slot] = assignment
        self._worker.executions[assignment.execution.id] = assignment.execution
        self.jobs_started += 1

    # --- slots that take jobs themselves --------------------------------------------------------

    def may_relay(self) -> bool:
        """Whether slots may: only the default strategy needs no look at where the last job came from."""
        return self.is_relaying

    def relay_for(self, place: Place) -> Relay:
        """A chance to take the next job for a slot."""
        worker = self._worker
        return Relay(self._leases, worker.queues, place, worker.execution_ttl_secs, self.may_relay)

    def relayed(self, ended: Assignment, following: Assignment) -> None:
        """Note that a slot has gone from one job to the next; in the slot's thread, or the loop's."""
        self._note(following)
        self._worker.executions.pop(ended.execution.id, None)

    # --- while they run -------------------------------------------------------------------------

    def beat(self) -> None:
        """Say that the worker and every job that it holds live, in one pipeline; in the heart's thread."""
        held, worker = self.held, self._worker
        with worker.connection.pipeline(transaction=False) as pipeline:
            for job in held:
                self._leases.renew(
                    job.queue, job.execution, job.place, self._worker.execution_ttl_secs, pipeline
                )
            worker.heartbeat(pipeline=pipeline)
            pipeline.hexists(worker.key, "birth")
            *answers, is_registered = pipeline.execute()
        for assignment, is_held in zip(held, answers, strict=False):
            if not is_held and not assignment.token.ended:
                # It has ended this moment; or it was cancelled, or taken over: then it has to end.
                assignment.token.handing_back = True
                self._slots.ask_to_end(assignment)
        if not is_registered:
            worker.register_again()

    def enforce(self) -> None:
        """Have every job, and every callback beside the slots, keep its time limit."""
        for assignment in self.running:
            self._slots.enforce(assignment)
        self._unfinished.enforce()

    def is_ending_any(self) -> bool:
        """Whether any job is being ended by force."""
        return any(assignment.token.is_being_ended for assignment in self.running)

    def settle_for(self, timeout_secs: float) -> None:
        """Wait for slots that are done, and settle them."""
        for ended in self._slots.wait(timeout_secs):
            self._settle(ended)
        for assignment in self._unfinished.ended():
            self._forget(assignment)

    def _settle(self, ended: Ended) -> None:
        """Free the slot, at once if the end of its job is written; else once somebody has seen to that."""
        assignment = ended.assignment
        if self._running.get(assignment.place.slot) is not assignment:
            return
        if assignment.token.ended:
            self._forget(assignment)
        else:
            self._unfinished.see_to(ended)

    def _forget(self, assignment: Assignment) -> None:
        if self._running.get(assignment.place.slot) is assignment:
            del self._running[assignment.place.slot]
        self._worker.executions.pop(assignment.execution.id, None)

    def hand_all_back(self, finishing_secs: float) -> None:
        """Ask what still runs to end; put it back on its queue, or force it to end and then put it back.

        Args:
            finishing_secs: to write down the end of a job that ended in the last moment.
        """
        for assignment in self.running:
            assignment.token.handing_back = True
            self._slots.ask_to_end(assignment)
        self._settle_all_for(self._settings.stop_grace_secs)
        for assignment in self.running:
            self._worker.log.warning(
                "Worker %s: job %s did not end in time", self._worker.name, assignment.job_id
            )
            assignment.token.handing_back = True  # of one, too, that a slot has taken just now
            self._slots.interrupt(assignment)
            if assignment.token.give_up():
                self._settle(Ended(assignment))
        self._settle_all_for(finishing_secs)
        self._unfinished.close()

    def _settle_all_for(self, secs: float) -> None:
        deadline = time.monotonic() + secs
        while self._running and (left := deadline - time.monotonic()) > 0:
            self.settle_for(left)

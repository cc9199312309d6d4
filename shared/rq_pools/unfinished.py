"""Jobs that their slots did not end: stopped, out of time, crashed, to be handed back, or lost too often.

Each is seen to in a thread of its own, under RQ's rules and with RQ's callbacks: a callback takes its time,
and so does a Redis that is away, while the loop has other slots to see to.
"""

import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from rq.exceptions import AbandonedJobError
from rq.executions import Execution
from rq.job import Job, JobStatus
from rq.queue import Queue
from rq.utils import now

from .assignment import Assignment, Ended, HandBackReason, Loss
from .held_pipeline import NotHeld
from .job_records import load_job
from .leases import NO_SLOT, HandBack, Leases, Place, Taken
from .patience import is_passing, patiently
from .pooled_worker import PooledWorker
from .stopping import StopToken, running_under
from .takeover import Lost

T = TypeVar("T")


class Unfinished:
    """Ends what has no end yet.

    Args:
        worker: whose jobs they are.
        leases: where they are held.
        wake: called when there is something in `ended`.
    """

    def __init__(self, worker: PooledWorker, leases: Leases, wake: Callable[[], None]) -> None:
        self._worker = worker
        self._leases = leases
        self._wake = wake
        self._tokens: dict[Assignment, StopToken] = {}
        self._ended: deque[Assignment] = deque()
        self._is_closed = False

    @property
    def lost(self) -> list[Assignment]:
        """The lost jobs of other workers that are about to fail; no slot has them."""
        return [assignment for assignment in list(self._tokens) if assignment.place.slot == NO_SLOT]

    def see_to(self, ended: Ended) -> None:
        """End the job; `ended` will name it. Once is enough, however often it is asked for."""
        assignment = ended.assignment
        if assignment in self._tokens:
            return
        token = self._tokens[assignment] = StopToken(assignment.job_id)
        token.stopped = assignment.token.stopped
        name = f"end-{assignment.job_id}"
        threading.Thread(target=self._run, args=(ended, token), name=name, daemon=True).start()

    def see_to_lost(self, lost: Lost) -> None:
        """See to a job of a dead worker that was put back, or has been so too often: then it fails."""
        if lost.outcome is HandBack.DONE:
            self._tell_handed_back(lost.queue, lost.execution, "worker lost")
        elif lost.outcome is HandBack.TOO_OFTEN:
            times = self._worker.settings.max_takeovers + 1
            place = Place(NO_SLOT, os.getpid(), "")
            load = partial(load_job, self._worker, Taken(NO_SLOT, lost.queue, lost.execution, {}))
            assignment = Assignment(place, lost.queue, lost.execution, 0, {}, load)
            assignment.token.verdict = AbandonedJobError(
                f"lost its worker {times} times: it may be what kills them"
            )
            self.see_to(Ended(assignment))

    def ended(self) -> list[Assignment]:
        """What has been ended since the last time."""
        ended = []
        while self._ended:
            ended.append(self._ended.popleft())
            self._tokens.pop(ended[-1], None)
        return ended

    def enforce(self) -> None:
        """Have every callback keep its time limit."""
        for token in list(self._tokens.values()):
            token.enforce()

    def close(self) -> None:
        """Wait for Redis no longer."""
        self._is_closed = True
        for token in list(self._tokens.values()):
            token.give_up()

    def _run(self, ended: Ended, token: StopToken) -> None:
        try:
            with running_under(token):
                self._try_to_end(ended)
        finally:
            ended.assignment.token.ended = True
            self._ended.append(ended.assignment)
            self._wake()

    def _try_to_end(self, ended: Ended) -> None:
        """Whatever a hook raises or Redis has of the job, it must neither stay nor come back for ever."""
        for attempt in (self._end, self._fail_without_hooks, self._drop):
            try:
                attempt(ended)
                return
            except NotHeld:
                return
            except BaseException as error:
                self._worker.log.exception(
                    "Worker %s: ending job %s", self._worker.name, ended.assignment.job_id
                )
                if self._is_closed and is_passing(error):
                    return  # whoever finds the job will run it
                ended.assignment.token.breakdown = "".join(traceback.format_exception(error))

    def _end(self, ended: Ended) -> None:
        assignment, token = ended.assignment, ended.assignment.token
        if not self._patiently(
            lambda: self._leases.holds(assignment.queue, assignment.execution), assignment.job_id
        ):
            return
        if token.stopped:
            self._worker._handle_stopped_job(self._reload(assignment), assignment.queue, assignment.execution)
        elif (failure := token.failure) is not None:
            self._fail(assignment, failure)
        elif token.handing_back and not token.killed:
            self._hand_back(assignment)
        else:
            self._fail_as_crashed(assignment, ended.loss)

    def _reload(self, assignment: Assignment) -> Job:
        """The job as it is now: it may have written into its `meta` since it was taken."""
        taken = Taken(assignment.place.slot, assignment.queue, assignment.execution, {})
        return self._patiently(lambda: load_job(self._worker, taken), assignment.job_id)

    def _patiently(self, act: Callable[[], T], job_id: str) -> T:
        return patiently(act, lambda: self._is_closed, job_id)

    def _fail(self, assignment: Assignment, error: BaseException) -> None:
        job, queue = self._reload(assignment), assignment.queue
        self._worker._finalize_failure(job, queue, assignment.execution, (type(error), error, None))

    def _fail_as_crashed(self, assignment: Assignment, loss: Loss | None) -> None:
        """Fail, or retry, a job that its slot broke down over, as RQ does when its work-horse dies."""
        job, worker = self._reload(assignment), self._worker
        how, status = describe(loss, assignment.token.breakdown)
        worker.log.warning("Worker %s: job %s failed (%s)", worker.name, job.id, how)
        try:
            worker.handle_work_horse_killed(job, loss.pid if loss else os.getpid(), status, None)
        except BaseException:
            worker.log.exception("Worker %s: its handler for killed work-horses raised", worker.name)
        job.ended_at = now()
        worker.handle_job_failure(job, assignment.queue, exc_string=how, execution=assignment.execution)

    def _fail_without_hooks(self, ended: Ended) -> None:
        """Fail, or retry, a job about whose end an exception handler of the worker has raised."""
        assignment = ended.assignment
        job = self._reload(assignment)
        job.ended_at = now()
        self._worker.handle_job_failure(
            job,
            assignment.queue,
            exc_string=assignment.token.breakdown or "",
            execution=assignment.execution,
        )

    def _hand_back(self, assignment: Assignment) -> None:
        outcome = self._patiently(
            lambda: self._leases.hand_back(assignment.queue, assignment.execution), assignment.job_id
        )
        if outcome is HandBack.DONE:
            self._tell_handed_back(assignment.queue, assignment.execution, "worker stopping")

    def _tell_handed_back(self, queue: Queue, execution: Execution, reason: HandBackReason) -> None:
        worker = self._worker
        worker.log.warning("Worker %s: job %s handed back (%s)", worker.name, execution.job_id, reason)
        try:
            worker.job_handed_back(queue, execution, reason)
        except Exception:
            worker.log.exception("Worker %s: its hook for handed back jobs raised", worker.name)

    def _drop(self, ended: Ended) -> None:
        """Forget a job that cannot be loaded, or whose end Redis refuses."""
        assignment, worker = ended.assignment, self._worker
        worker.log.error("Worker %s: job %s is dropped", worker.name, assignment.job_id)
        key = worker.job_class.key_for(assignment.job_id)

        def drop() -> None:
            if worker.connection.type(key) == b"hash":
                worker.connection.hset(key, "status", JobStatus.FAILED.value)
            self._leases.drop(assignment.queue, assignment.execution)

        self._patiently(drop, assignment.job_id)


def describe(loss: Loss | None, breakdown: str | None) -> tuple[str, int]:
    """A sentence about how a slot broke down, in RQ's words, and the status that `os.waitpid` would give.

    Args:
        loss: of the slot's process, if it is lost.
        breakdown: the traceback of what went wrong outside of the job, if that is known.
    """
    if loss is None:
        return breakdown or "Work-horse terminated on command", signal.SIGKILL
    if loss.exit_code is None:
        return "Work-horse terminated unexpectedly", 0
    if loss.exit_code < 0:
        number = -loss.exit_code
        name = signal.Signals(number).name if number in set(signal.Signals) else "unknown"
        return f"Work-horse terminated unexpectedly; killed by signal {number} ({name})", number
    return f"Work-horse terminated unexpectedly; it exited with code {loss.exit_code}", loss.exit_code << 8

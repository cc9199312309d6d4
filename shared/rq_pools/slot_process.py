"""The child process of one slot, seen from inside."""

import contextlib
import os
import signal
import threading
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from redis import Redis
from rq.logutils import setup_loghandlers

from .bookkeeping import Bookkeeping
from .forks import end_forks_at_sigterm, leave_to_the_worker
from .held_pipeline import NotHeld
from .job_records import load_job, log_start, timeout_secs
from .leases import Leases, Taken, make_execution
from .messages import Finishing, Message, Next, Order, Recipe, Report, Wish
from .relay import Relay
from .stopping import StopToken, running_under

WORKER_CHECK_SECS = 1.0


class SlotWorker:
    """The worker as it stands in a slot of its own.

    Args:
        recipe: how to become a part of it.
        by_signal: it runs jobs in the main thread of a process.
    """

    def __init__(self, recipe: Recipe, *, by_signal: bool = True) -> None:
        self._by_signal = by_signal
        self._recipe = recipe
        self._worker = become(recipe)
        self._leases = Leases(self._worker.connection, recipe.worker_name, recipe.job_class)
        self._by_name = {queue.name: queue for queue in self._worker.queues}
        self._jobs = 0
        self._current: tuple[str, StopToken] | None = None  # execution id
        self._orders: Connection[Message, Any] | None = None
        self.is_quiet = False

    def run(self, order: Order) -> tuple[Report, Order | None]:
        """Run a job, and write its end down as RQ does; returns the job taken when it ended, too."""
        self._jobs += 1
        token = StopToken(order.job_id, by_signal=self._by_signal)
        token.on_finishing = partial(self._tell_finishing, order.execution_id)
        if order.may_relay and self._jobs != self._recipe.max_jobs:
            ttl_secs = self._recipe.execution_ttl_secs
            token.relay = Relay(
                self._leases, self._worker.queues, order.place, ttl_secs, lambda: not self.is_quiet
            )
        self._current = (order.execution_id, token)
        self._perform(order, token)
        taken = token.relay.taken if token.relay is not None else None
        if taken is None:
            return Report(token.ended, token.breakdown, token.handing_back, None), None
        following = self._order(order, taken)
        return Report(True, None, False, self._as_next(taken)), following

    def hear(self, wish: Wish) -> None:
        """Take note of what the worker wants; in the listener's thread."""
        current = self._current
        if wish.kind == "be quiet":
            self.is_quiet = True
        elif current is not None and current[0] == wish.execution_id:
            current[1].stopped |= wish.kind == "stop"
            current[1].handing_back |= wish.kind == "hand back"
            if wish.kind == "interrupt":
                current[1].interrupt()

    def enforce(self) -> None:
        """Have the job keep its time limit, where no signal does."""
        if self._current is not None:
            self._current[1].enforce()

    def give_up(self) -> None:
        """Interrupt the job: the worker has hung up, and others will end it."""
        if self._current is not None:
            token = self._current[1]
            token.handing_back = True
            token.give_up()
            token.interrupt()

    def serve(self, orders: "Connection[Message, Any]") -> None:
        """Run orders until there are no more."""
        self._orders = orders
        while True:
            try:
                order: Order | None = orders.recv()
                while order is not None:
                    report, order = self.run(order)
                    orders.send(report)
            except (EOFError, OSError):
                return

    def _tell_finishing(self, execution_id: str, limit_secs: float | None) -> None:
        if self._orders is not None:
            with contextlib.suppress(OSError):
                self._orders.send(Finishing(execution_id, limit_secs))

    def close(self) -> None:
        """Let go of Redis."""
        self._worker.connection.close()

    def _perform(self, order: Order, token: StopToken) -> None:
        worker = self._worker
        queue = self._by_name[order.queue_name]
        execution = make_execution(
            worker.connection, order.execution_id, order.job_id, worker.name, order.created_at
        )
        worker.executions = {execution.id: execution}
        token.execution = execution
        try:
            job = load_job(worker, Taken(order.place.slot, queue, execution, order.record))
            with running_under(token):
                worker.perform_job(job, queue, execution)
        except NotHeld:
            pass  # somebody else has the job now
        except BaseException as error:
            worker.log.exception("Worker %s: job %s did not get to its end", worker.name, order.job_id)
            token.note_breakdown(error)

    def _order(self, before: Order, taken: Taken) -> Order:
        execution = taken.execution
        log_start(self._worker, taken)
        return before._replace(
            job_id=execution.job_id,
            queue_name=taken.queue.name,
            execution_id=execution.id,
            created_at=execution.created_at,
            record=taken.record,
        )

    def _as_next(self, taken: Taken) -> Next:
        execution = taken.execution
        return Next(
            execution.job_id, taken.queue.name, execution.id, execution.created_at, timeout_secs(taken.record)
        )


def serve(orders: "Connection[Message, Any]", wishes: "Connection[None, Wish]") -> None:
    """Run orders until the worker closes the pipe: the child's main function.

    Args:
        orders: brings the recipe, how to become a part of the worker, then orders, one at a time; takes True
            when ready, and a report of each job.
        wishes: brings wishes, and with its end that of the worker.
    """
    # A group of its own: what a terminal sends to the worker's is the worker's to decide on, and what a job
    # starts ends with the job.
    os.setpgrp()
    # What a supervisor sends to all processes, likewise.
    signal.signal(signal.SIGINT, leave_to_the_worker)
    signal.signal(signal.SIGTERM, leave_to_the_worker)
    end_forks_at_sigterm(leave_to_the_worker)
    recipe: Any = orders.recv()
    slot_worker = SlotWorker(recipe)
    listening = (wishes, slot_worker, recipe.worker_pid)
    threading.Thread(target=_listen, args=listening, name="listener", daemon=True).start()
    orders.send(True)
    slot_worker.serve(orders)


def _listen(wishes: "Connection[None, Wish]", slot_worker: SlotWorker, worker_pid: int) -> None:
    """Read what the worker wants while the main thread runs a job, and die with the worker.

    A killed worker's jobs are taken over elsewhere; this child must not go on with one.
    """
    while True:
        try:
            while not wishes.poll(WORKER_CHECK_SECS):
                if not _exists(worker_pid):
                    raise EOFError
            slot_worker.hear(wishes.recv())
        except (EOFError, OSError):
            os.killpg(0, signal.SIGKILL)


def _exists(pid: int) -> bool:
    # The pipe alone does not tell when another process that was forked from the worker inherited its end.
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def become(recipe: Recipe) -> Bookkeeping:
    """Be the recipe's worker, as far as running jobs goes."""
    if recipe.initializer is not None:
        recipe.initializer()
    setup_loghandlers(recipe.logging_level, name="rq.worker")  # does nothing where there is a handler by now
    worker = recipe.worker_class(
        recipe.queue_names,
        name=recipe.worker_name,
        connection=Redis(connection_pool=recipe.make_pool()),
        job_class=recipe.job_class,
        queue_class=recipe.queue_class,
        serializer=recipe.serializer,
        prepare_for_work=False,
    )
    worker.lease_secs = recipe.lease_secs
    for name, value in recipe.attributes.items():
        setattr(worker, name, value)
    return worker

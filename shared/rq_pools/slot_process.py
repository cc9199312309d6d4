"""The child process of one slot of a `ProcessPoolWorker`, seen from inside."""

import os
import pickle
import queue as thread_queue
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import connection as mp_connection
from multiprocessing import parent_process
from typing import Any, Literal

from redis import Redis
from redis.connection import ConnectionPool
from rq.executions import Execution
from rq.job import Job
from rq.logutils import setup_loghandlers
from rq.queue import Queue

from .slot_behaviour import SlotBehaviour
from .stopping import StopToken, running_under

PARENT_CHECK_SECS = 1.0


@dataclass(frozen=True, slots=True)
class Order:
    """One job for the child, by name: it reads the rest from Redis."""

    job_id: str
    queue_name: str
    execution_id: str


@dataclass(frozen=True, slots=True)
class Wish:
    """That the job of an order ends: stopped for good, or to be handed back."""

    execution_id: str
    kind: Literal["stop", "hand back"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the child needs to be a part of its worker. Must be picklable.

    Attributes:
        worker_name, lease_secs: the worker's own.
        pool_class, connection_kwargs: how to connect to Redis.
        job_class, queue_class, serializer: as the worker's.
        attributes: settings of RQ's worker to copy.
        logging_level: as the worker's.
        initializer: called once in the child, before its first job.
    """

    worker_name: str
    lease_secs: int
    pool_class: type[ConnectionPool]
    connection_kwargs: dict[str, Any]
    job_class: type[Job]
    queue_class: type[Queue]
    serializer: Any
    attributes: dict[str, Any]
    logging_level: str | None
    initializer: Callable[[], None] | None

    def check(self) -> None:
        """Raise what pickling it would raise, before a child does."""
        pickle.dumps(self)


Pipe = mp_connection.Connection


class Listener:
    """Reads what the parent sends while the main thread runs a job, and dies with the parent.

    A killed parent's jobs are taken over elsewhere; this child must not go on with one.

    Args:
        pipe: from the parent.
    """

    def __init__(self, pipe: "Pipe[bool, Order | Wish]") -> None:
        self._pipe = pipe
        self._orders: thread_queue.SimpleQueue[tuple[Order, StopToken]] = thread_queue.SimpleQueue()
        threading.Thread(target=self._listen, name="listener", daemon=True).start()

    def next_order(self) -> tuple[Order, StopToken]:
        """The next job to run, and the token that brings it the parent's wishes."""
        return self._orders.get()

    def _listen(self) -> None:
        tokens: dict[str, StopToken] = {}  # of the current order
        while True:
            message = self._receive()
            if isinstance(message, Order):
                token = StopToken(message.job_id)
                tokens = {message.execution_id: token}
                self._orders.put((message, token))
            elif (wanted := tokens.get(message.execution_id)) is not None:
                wanted.stopped |= message.kind == "stop"
                wanted.handing_back |= message.kind == "hand back"

    def _receive(self) -> Order | Wish:
        try:
            while not self._pipe.poll(PARENT_CHECK_SECS):
                if not _parent_exists():
                    os._exit(1)
            return self._pipe.recv()
        except (EOFError, OSError):
            os._exit(1)


class SlotProcess(SlotBehaviour):
    """The worker as it stands in the child: runs one job at a time, under the parent's name."""

    lease_secs = 15

    def perform(self, order: Order, token: StopToken) -> None:
        """Run the job, and write its end down as RQ does. What cannot be written, the parent hands back."""
        try:
            job = self.job_class.fetch(order.job_id, connection=self.connection, serializer=self.serializer)
            job.origin = order.queue_name
            execution = Execution.fetch(order.execution_id, order.job_id, connection=self.connection)
            execution._job = job
            with running_under(token):
                self.perform_job(job, self._queue(order.queue_name), execution)
        except Exception:
            self.log.exception("Worker %s: job %s did not get to its end", self.name, order.job_id)

    def _queue(self, name: str) -> Queue:
        return self.queue_class(
            name,
            connection=self.connection,
            job_class=self.job_class,
            serializer=self.serializer,
            death_penalty_class=self.death_penalty_class,
        )


def serve(pipe: "Pipe[bool, Order | Wish]", recipe: Recipe) -> None:
    """Run orders until killed: the child's main function.

    Args:
        pipe: brings orders, one at a time, and wishes; takes True when ready, and for each order done.
        recipe: how to become a part of the worker.
    """
    # What a terminal or a supervisor sends to the whole group is the parent's to decide on. Not SIG_IGN,
    # which programs that a job starts would inherit.
    signal.signal(signal.SIGINT, _leave_it_to_the_parent)
    signal.signal(signal.SIGTERM, _leave_it_to_the_parent)
    listener = Listener(pipe)
    worker = _become(recipe)
    pipe.send(True)
    while True:
        order, token = listener.next_order()
        worker.perform(order, token)
        pipe.send(True)


def _leave_it_to_the_parent(*_: object) -> None:
    """A signal handler that does nothing."""


def _become(recipe: Recipe) -> SlotProcess:
    if recipe.initializer is not None:
        recipe.initializer()
    setup_loghandlers(recipe.logging_level, name="rq.worker")  # does nothing where there is a handler by now
    redis = Redis(connection_pool=recipe.pool_class(**recipe.connection_kwargs))
    worker = SlotProcess(
        [],
        name=recipe.worker_name,
        connection=redis,
        job_class=recipe.job_class,
        queue_class=recipe.queue_class,
        serializer=recipe.serializer,
        prepare_for_work=False,
    )
    worker.lease_secs = recipe.lease_secs
    for name, value in recipe.attributes.items():
        setattr(worker, name, value)
    return worker


def _parent_exists() -> bool:
    # The pipe alone does not tell when a process forked from the parent (RQ's scheduler) inherited its end.
    parent = parent_process()
    if parent is None or parent.pid is None:
        return True
    try:
        os.kill(parent.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""The child process of one slot of a `ProcessPoolWorker`, seen from inside."""

import os
import pickle
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import connection as mp_connection
from multiprocessing import parent_process
from typing import Any

from redis import Redis
from redis.connection import ConnectionPool
from rq.executions import Execution
from rq.job import Job
from rq.logutils import setup_loghandlers
from rq.queue import Queue

from .slot_behaviour import SlotBehaviour
from .stopping import StopToken, running_under

HAND_BACK_SIGNAL = signal.SIGUSR1
STOP_SIGNAL = signal.SIGUSR2


@dataclass(frozen=True, slots=True)
class Order:
    """One job for the child, by name: it reads the rest from Redis."""

    job_id: str
    queue_name: str
    execution_id: str


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


class SlotProcess(SlotBehaviour):
    """The worker as it stands in the child: runs one job at a time, under the parent's name."""

    lease_secs = 15
    token: StopToken | None = None

    def perform(self, order: Order) -> bool:
        """Run the job, and write its end down as RQ does.

        Returns:
            Whether it came to its end; if not it was interrupted, and the parent hands it back.
        """
        job = self.job_class.fetch(order.job_id, connection=self.connection, serializer=self.serializer)
        queue = self.queue_class(
            order.queue_name,
            connection=self.connection,
            job_class=self.job_class,
            serializer=self.serializer,
            death_penalty_class=self.death_penalty_class,
        )
        execution = Execution.fetch(order.execution_id, order.job_id, connection=self.connection)
        execution._job = job
        self.executions = {execution.id: execution}
        self.token = StopToken(job.id)
        with running_under(self.token):
            self.perform_job(job, queue, execution)
        self.token = None
        return not self.executions

    def listen(self) -> None:
        """Let the parent's signals reach the running job."""

        def hand_back(*_: object) -> None:
            if self.token is not None:
                self.token.handing_back = True

        def stop(*_: object) -> None:
            if self.token is not None:
                self.token.stopped = True

        signal.signal(HAND_BACK_SIGNAL, hand_back)
        signal.signal(STOP_SIGNAL, stop)
        # What a terminal or a supervisor sends to the whole group is the parent's to decide on.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)


def serve(pipe: "mp_connection.Connection[bool, Order | None]", recipe: Recipe) -> None:
    """Run orders until there are none: the child's main function.

    Args:
        pipe: brings orders, one at a time, and None at the end; takes whether each came to its end.
        recipe: how to become a part of the worker.
    """
    threading.Thread(target=_die_with_parent, name="parent-watch", daemon=True).start()
    worker = _become(recipe)
    worker.listen()
    while (order := pipe.recv()) is not None:
        pipe.send(worker.perform(order))


def _become(recipe: Recipe) -> SlotProcess:
    setup_loghandlers(recipe.logging_level, name="rq.worker")
    if recipe.initializer is not None:
        recipe.initializer()
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


def _die_with_parent() -> None:
    """A killed parent's jobs are taken over elsewhere; this child must not go on with one."""
    parent = parent_process()
    if parent is not None:
        mp_connection.wait([parent.sentinel])
        os._exit(1)

"""Jobs of workers that died: found, and put back on their queues."""

import logging
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from redis import Redis
from redis.exceptions import ResponseError
from rq.executions import Execution
from rq.queue import Queue

from .leases import DO_NOT_COUNT, HandBack, Leases
from .patience import is_garbage

OWN_GRACE_SECS = 3.0
SURE_SECS = 1.0  # in which a worker that Redis has kept waiting is known to it again
FORGET_SECS = 60.0

log = logging.getLogger("rq.worker")


@dataclass(frozen=True, slots=True)
class Lost:
    """An execution that lost its worker, and what became of it."""

    queue: Queue
    execution: Execution
    outcome: HandBack


class Takeover:
    """Finds what dead workers held. Every worker runs one; Redis makes sure that one of them succeeds.

    Args:
        connection: to Redis.
        leases: what moves the jobs.
        own_name: the worker that runs this. Executions in its name that it does not run are lost too:
            those of a killed worker of the same name, and those whose taking it never heard of because
            Redis went away.
        grace_secs: how long a job may stand in the intermediate list without an execution, in seconds;
            other kinds of workers need milliseconds to register what they took.
        max_takeovers: how often a job may lose its worker.
    """

    def __init__(
        self, connection: "Redis", leases: Leases, own_name: str, *, grace_secs: float, max_takeovers: int
    ) -> None:
        self._connection = connection
        self._leases = leases
        self._own_name = own_name
        self._grace_secs = grace_secs
        self._max_takeovers = max_takeovers
        self._seen_since: dict[tuple[str, str], float] = {}
        self._born_at = leases.time()
        self._own_seen_since: dict[str, float] = {}  # by execution id
        self._gone_since: dict[str, float] = {}  # by execution id
        self._gone_now: set[str] = set()

    def run(self, queues: list[Queue], held: Collection[str]) -> Iterator[Lost]:
        """Put back every job of the queues whose worker is gone.

        Args:
            queues: where to look.
            held: the ids of the executions that this worker runs, or sees to.

        Returns:
            Each execution that was put back, or that is now this worker's to fail.
        """
        self._gone_since = {id_: since for id_, since in self._gone_since.items() if id_ in self._gone_now}
        self._gone_now = set()
        for queue in queues:
            for execution in self._lost(queue):
                if execution.id in held or self._may_be_news(execution) or self._may_come_back(execution):
                    continue
                outcome = self._recover(queue, execution)
                if outcome is not HandBack.NOTHING_TO_DO:
                    yield Lost(queue, execution, outcome)
        yield from self._never_started(queues)

    def _lost(self, queue: Queue) -> Iterator[Execution]:
        for member, worker_name in self._leases.find_lost(queue):
            job_id, separator, execution_id = member.decode(errors="replace").partition(":")
            if not separator or "\N{REPLACEMENT CHARACTER}" in job_id + execution_id:
                self._connection.zrem(queue.started_job_registry.key, member)  # not RQ's
                continue
            yield Execution(execution_id, job_id, self._connection, worker_name)

    def _recover(self, queue: Queue, execution: Execution) -> HandBack:
        is_own = execution.worker_name == self._own_name
        try:
            return self._leases.recover(
                queue,
                execution,
                max_takeovers=DO_NOT_COUNT
                if is_own and self._is_unheard_of(execution)
                else self._max_takeovers,
                only_if_gone=not is_own,
            )
        except ResponseError as error:
            if not is_garbage(error):
                raise
            # A key of another type than RQ's: garbage must not keep the jobs behind it from being recovered.
            log.exception("execution %s cannot be recovered", execution.composite_key)
            return HandBack.NOTHING_TO_DO

    @property
    def is_unsure(self) -> bool:
        """Whether there is something that the next look, a second from now, may call lost."""
        return bool(self._gone_now)

    def _may_come_back(self, execution: Execution) -> bool:
        """Whether its worker was not gone a moment ago. A Redis that has stood still for a lease calls all
        workers dead, until each has found back to it."""
        if execution.worker_name == self._own_name:
            return False
        now = time.monotonic()
        if now - self._gone_since.setdefault(execution.id, now) >= SURE_SECS:
            return False
        self._gone_now.add(execution.id)
        return True

    def _may_be_news(self, execution: Execution) -> bool:
        """Whether one of this worker's own slots may have taken it a moment ago, and be about to say so."""
        if execution.worker_name != self._own_name:
            return False
        now = time.monotonic()
        since = self._own_seen_since.setdefault(execution.id, now)
        self._own_seen_since = {
            id_: seen for id_, seen in self._own_seen_since.items() if now - seen < FORGET_SECS
        }
        return now - since < OWN_GRACE_SECS

    def _is_unheard_of(self, execution: Execution) -> bool:
        """Whether it was taken in this worker's life time, by a call whose answer got lost: it never ran."""
        taken_at = self._connection.hget(execution.key, "taken_at")
        return taken_at is not None and float(taken_at) >= self._born_at

    def _never_started(self, queues: list[Queue]) -> Iterator[Lost]:
        """Jobs whose worker, a plain one of RQ, died between taking them and registering an execution."""
        now = time.monotonic()
        waiting = {(queue.name, job_id): queue for queue in queues for job_id in self._only_taken(queue)}
        self._seen_since = {key: self._seen_since.get(key, now) for key in waiting}
        for (name, job_id), since in self._seen_since.items():
            queue = waiting[name, job_id]
            if now - since > self._grace_secs and self._leases.untake(queue, job_id):
                yield Lost(queue, Execution("", job_id, self._connection), HandBack.DONE)

    def _only_taken(self, queue: Queue) -> set[str]:
        # In this order: what is taken after the first look is not in it, what is registered by then is.
        taken = set(queue.intermediate_queue.get_job_ids())
        return taken - set(queue.started_job_registry.get_job_ids(cleanup=False)) if taken else taken

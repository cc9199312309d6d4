"""Who holds a job, and for how long: taking it from a queue, renewing, handing it back.

             take                        RQ writes its end
    queue ─────────▶ held by an execution ─────────▶ finished / failed / stopped / retried
      ▲                 │      │ recover, too often
      ├─── hand_back ◀──┤      └──▶ held by the worker that found it, which fails it
      └─── recover ◀────┘
      └─── untake ◀── intermediate list only (another kind of worker died there)

Every arrow is atomic in Redis, so whenever a worker dies its job is in exactly one of these places.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any
from uuid import uuid4

from redis import Redis
from redis.client import Pipeline
from rq.defaults import RQ_KEY_PREFIX
from rq.executions import WORKER_EXECUTIONS_KEY_TEMPLATE, Execution, ExecutionRegistry
from rq.job import Job
from rq.queue import Queue
from rq.registry import ScheduledJobRegistry, StartedJobRegistry
from rq.suspension import WORKERS_SUSPENDED
from rq.utils import as_text, now, utcformat
from rq.worker.base import WorkerStatus
from rq.worker_registration import WORKERS_BY_QUEUE_KEY

from .scripts import DROP, FIND_LOST, HAND_BACK, RENEW, TAKE, UNTAKE

DO_NOT_COUNT = -1
NO_SLOT = -1  # of a job that runs no more, and whose failure is being written
EXECUTION_PREFIX = f"{RQ_KEY_PREFIX}:execution:"
WORKER_PREFIX = f"{RQ_KEY_PREFIX}:worker:"


class HandBack(IntEnum):
    """What became of an attempt to hand a job back."""

    TOO_OFTEN = -1
    NOTHING_TO_DO = 0
    DONE = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A slot: its number, or `NO_SLOT`, and the process and thread that run its job."""

    slot: int
    pid: int
    thread: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A job taken: for which slot, from which queue, its lease, and its hash as Redis had it before."""

    slot: int
    queue: Queue
    execution: Execution
    record: dict[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Haul:
    """What one look at the queues brought.

    Attributes:
        taken: the jobs.
        more: there were more, beyond the worker's fair share; ask again if there are slots.
    """

    taken: list[Taken]
    more: bool


class Leases:
    """Moves jobs between their places in Redis.

    Args:
        connection: to Redis.
        worker_name: the worker that takes jobs, and inherits what it cannot put back.
        job_class: knows the keys of the jobs.
    """

    def __init__(self, connection: "Redis", worker_name: str, job_class: type[Job] = Job) -> None:
        self._connection = connection
        self._worker_name = worker_name
        self._job_class = job_class
        self._take = connection.register_script(TAKE)
        self._renew = connection.register_script(RENEW)
        self._drop = connection.register_script(DROP)
        self._hand_back = connection.register_script(HAND_BACK)
        self._find_lost = connection.register_script(FIND_LOST)
        self._untake = connection.register_script(UNTAKE)

    def time(self) -> float:
        """The time by Redis's clock, in seconds since the epoch: leases are written by it."""
        secs, microsecs = self._connection.time()
        return int(secs) + int(microsecs) / 1_000_000

    def take(self, queues: Sequence[Queue], places: Iterable[Place], ttl_secs: int) -> Haul | None:
        """Take up to one job for each free slot, the first queue's first. They count as started.

        Args:
            queues: where from.
            places: the free slots.
            ttl_secs: how long an execution that is not renewed counts as running.

        Returns:
            What there was; None when all workers are suspended (`rq suspend`).
        """
        keys, args = self.take_words(queues, places, ttl_secs, WorkerStatus.BUSY.value)
        return self.read_haul(queues, self._take(keys=keys, args=args))

    def take_words(
        self, queues: Sequence[Queue], places: Iterable[Place], ttl_secs: int, state: str = ""
    ) -> tuple[list[str], list[Any]]:
        """The KEYS and ARGV of `TAKE`, for a script that has it in it; `read_haul` reads its answer.

        Args:
            queues, places, ttl_secs: as of `take`.
            state: the worker's from then on; empty: as it is.
        """
        keys = [
            WORKERS_SUSPENDED,
            WORKER_PREFIX + self._worker_name,
            WORKER_EXECUTIONS_KEY_TEMPLATE.format(self._worker_name),
        ]
        for queue in queues:
            keys += [queue.key, _registry_key(queue), WORKERS_BY_QUEUE_KEY % queue.name]
        taken_at = now()
        claims = [value for place in places for value in (uuid4().hex, place.slot, place.pid, place.thread)]
        return keys, [
            self._worker_name,
            taken_at.timestamp(),
            utcformat(taken_at),
            ttl_secs,
            ExecutionRegistry.key_template.format(""),
            EXECUTION_PREFIX,
            self._job_class.redis_job_namespace_prefix,
            state,
            *claims,
        ]

    def read_haul(self, queues: Sequence[Queue], answer: Any) -> Haul | None:
        """What `take` returns, from what Redis answered.

        Args:
            queues: those that were asked for.
            answer: of the script.
        """
        if answer is None:
            return None
        more, taken_at, *values = answer
        groups = zip(*[iter(values)] * 5, strict=True)
        taken = [
            Taken(
                int(slot),
                queues[int(number) - 1],
                make_execution(
                    self._connection,
                    as_text(execution_id),
                    as_text(job_id),
                    self._worker_name,
                    datetime.fromtimestamp(float(taken_at), UTC),
                ),
                dict(zip(*[iter(record)] * 2, strict=True)),
            )
            for number, job_id, execution_id, slot, record in groups
        ]
        return Haul(taken, more=bool(more))

    def renew(
        self, queue: Queue, execution: Execution, place: Place, ttl_secs: int, pipeline: "Pipeline"
    ) -> None:
        """Keep an execution alive; the pipeline's answer is 1, or 0 when it is held no longer."""
        execution.last_heartbeat = now()
        fields: Mapping[str, Any] = {
            **execution.serialize(),
            "slot": place.slot,
            "pid": place.pid,
            "thread": place.thread,
        }
        self._renew(
            keys=[*_keys(queue, execution), self._job_class.key_for(execution.job_id)],
            args=[
                execution.job_id,
                execution.id,
                ttl_secs,
                self._worker_name,
                utcformat(execution.last_heartbeat),
                *(part for field in fields.items() for part in field),
            ],
            client=pipeline,
        )

    def holds(self, queue: Queue, execution: Execution) -> bool:
        """Whether the execution has not come to its end, nor been taken over."""
        with self._connection.pipeline(transaction=False) as pipeline:
            pipeline.hget(execution.key, "worker_name")
            pipeline.zscore(_registry_key(queue), execution.composite_key)
            holder, score = pipeline.execute()
        return as_text(holder) == self._worker_name if holder else score is not None

    def drop(self, queue: Queue, execution: Execution) -> None:
        """Forget an execution whose job cannot be run."""
        self._drop(keys=_keys(queue, execution), args=[execution.job_id, execution.id])

    def hand_back(self, queue: Queue, execution: Execution) -> HandBack:
        """Put the job of this worker's own unfinished execution back at the front of its queue."""
        return self._run_hand_back(queue, execution, only_if_gone=False, allowed=DO_NOT_COUNT)

    def recover(
        self, queue: Queue, execution: Execution, *, max_takeovers: int, only_if_gone: bool
    ) -> HandBack:
        """Put a job whose worker died back.

        Args:
            queue: the job's queue.
            execution: it will never end.
            max_takeovers: how often this may happen to one job; then this worker holds the execution
                and has to fail the job.
            only_if_gone: do nothing while the execution's worker is still registered and alive.
        """
        return self._run_hand_back(queue, execution, only_if_gone=only_if_gone, allowed=max_takeovers)

    def find_lost(self, queue: Queue) -> list[tuple[bytes, str]]:
        """The executions of a queue whose worker is gone, and those in this worker's own name.

        Returns:
            The member of the started registry, and the worker's name: empty when nobody knows it any more.
        """
        answer: Any = self._find_lost(
            keys=[_registry_key(queue)], args=[EXECUTION_PREFIX, WORKER_PREFIX, self._worker_name]
        )
        return [(member, as_text(name)) for member, name in zip(*[iter(answer)] * 2, strict=True)]

    def untake(self, queue: Queue, job_id: str) -> bool:
        """Put a job that is only in the intermediate list back; False when it was no longer there."""
        return bool(self._untake(keys=[queue.key, queue.intermediate_queue_key], args=[job_id]))

    def _run_hand_back(
        self, queue: Queue, execution: Execution, *, only_if_gone: bool, allowed: int
    ) -> HandBack:
        holder, heir = execution.worker_name, self._worker_name
        answer: Any = self._hand_back(
            keys=[
                *_keys(queue, execution),
                queue.key,
                self._job_class.key_for(execution.job_id),
                WORKER_PREFIX + holder,
                WORKER_EXECUTIONS_KEY_TEMPLATE.format(heir),
                ScheduledJobRegistry.key_template.format(queue.name),
            ],
            args=[
                execution.job_id,
                execution.id,
                holder,
                utcformat(now()),
                "1" if only_if_gone else "0",
                allowed,
                heir,
            ],
        )
        outcome = HandBack(int(answer))
        if outcome is HandBack.TOO_OFTEN:
            execution.worker_name = heir
        return outcome


def make_execution(
    connection: "Redis", execution_id: str, job_id: str, worker_name: str, created_at: datetime
) -> Execution:
    """RQ's object for an execution that Redis knows already.

    Args:
        connection: to Redis.
        execution_id, job_id, worker_name: as in its record.
        created_at: when the job was taken, with a time zone.
    """
    execution = Execution(execution_id, job_id, connection, worker_name)
    execution.created_at = created_at.astimezone(UTC)
    return execution


def _registry_key(queue: Queue) -> str:
    # Not by `queue.started_job_registry`, which makes a new registry each time.
    return StartedJobRegistry.key_template.format(queue.name)


def _keys(queue: Queue, execution: Execution) -> list[str]:
    return [
        _registry_key(queue),
        ExecutionRegistry.key_template.format(execution.job_id),
        execution.key,
        execution.worker_executions_key,
    ]

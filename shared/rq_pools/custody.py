"""Who holds a job: taking it from a queue, handing it back, taking over from the dead.

             take                        RQ writes its end
    queue ─────────▶ held by an execution ─────────▶ finished / failed / stopped / retried
      ▲                 │      │ recover, too often
      ├─── hand_back ◀──┤      └──▶ held by the worker that found it, which fails it
      └─── recover ◀────┘
      └─── untake ◀── intermediate list only (another kind of worker died there)

Every arrow is atomic in Redis, so whenever a worker dies its job is in exactly one of these places.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any
from uuid import uuid4

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import ResponseError
from rq.defaults import RQ_KEY_PREFIX
from rq.executions import WORKER_EXECUTIONS_KEY_TEMPLATE, Execution, ExecutionRegistry
from rq.job import Job
from rq.queue import Queue
from rq.suspension import WORKERS_SUSPENDED
from rq.utils import as_text, now, utcformat

from .scripts import DROP, HAND_BACK, RENEW, TAKE, UNTAKE

DO_NOT_COUNT = -1


def is_garbage(error: BaseException) -> bool:
    """Whether Redis refused because a key is of another type than RQ's: somebody wrote there.

    Every other refusal (no memory, disk full, read-only) passes, and the job is to be kept until then.
    """
    return isinstance(error, ResponseError) and "WRONGTYPE" in str(error)


class HandBack(IntEnum):
    """What became of an attempt to hand a job back."""

    TOO_OFTEN = -1
    NOTHING_TO_DO = 0
    DONE = 1


class Custody:
    """Moves jobs between their places in Redis. Needs Redis 6.2 or later (LMOVE, LPOS).

    Args:
        connection: to Redis.
        worker_name: the worker that takes jobs, and inherits what it cannot put back.
    """

    def __init__(self, connection: "Redis", worker_name: str) -> None:
        self._connection = connection
        self._worker_name = worker_name
        self._take = connection.register_script(TAKE)
        self._renew = connection.register_script(RENEW)
        self._drop = connection.register_script(DROP)
        self._hand_back = connection.register_script(HAND_BACK)
        self._untake = connection.register_script(UNTAKE)

    def take(
        self, queues: Sequence[Queue], slots: Sequence[int], ttl_secs: int
    ) -> list[tuple[int, Queue, Execution]] | None:
        """Take up to one job for each free slot, the first queue's first.

        Args:
            queues: where from.
            slots: the numbers of the free slots.
            ttl_secs: how long an execution that is not renewed counts as running.

        Returns:
            The slot, queue and execution of each job; None when all workers are suspended (`rq suspend`).
        """
        keys = [WORKERS_SUSPENDED, WORKER_EXECUTIONS_KEY_TEMPLATE.format(self._worker_name)]
        for queue in queues:
            keys += [queue.key, queue.intermediate_queue_key, queue.started_job_registry.key]
        taken_at = now().timestamp()
        prefixes = [ExecutionRegistry.key_template.format(""), f"{RQ_KEY_PREFIX}:execution:", Job.key_for("")]
        claims = [value for slot in slots for value in (uuid4().hex, slot)]
        answer: Any = self._take(keys=keys, args=[self._worker_name, taken_at, ttl_secs, *prefixes, *claims])
        if answer is None:
            return None
        groups = zip(*[iter(answer)] * 4, strict=True)
        return [
            (int(slot), queues[int(number) - 1], self._execution(job_id, execution_id, taken_at))
            for number, job_id, execution_id, slot in groups
        ]

    def renew(
        self, queue: Queue, execution: Execution, slot: int, ttl_secs: int, pipeline: "Pipeline"
    ) -> None:
        """Keep an execution alive; the pipeline's answer is 1, or 0 when it is held no longer."""
        execution.last_heartbeat = now()
        fields: Mapping[str, Any] = {**execution.serialize(), "slot": slot}
        self._renew(
            keys=_keys(queue, execution)[:4],
            args=[
                execution.job_id,
                execution.id,
                execution.last_heartbeat.timestamp(),
                ttl_secs,
                self._worker_name,
                *(part for field in fields.items() for part in field),
            ],
            client=pipeline,
        )

    def holds(self, queue: Queue, execution: Execution) -> bool:
        """Whether the execution has not come to its end, nor been taken over."""
        score: Any = self._connection.zscore(queue.started_job_registry.key, execution.composite_key)
        return score is not None

    def drop(self, queue: Queue, execution: Execution) -> None:
        """Forget an execution whose job cannot be run."""
        self._drop(keys=_keys(queue, execution), args=[execution.job_id, execution.id])

    def hand_back(self, queue: Queue, execution: Execution) -> HandBack:
        """Put the job of this worker's own unfinished execution back at the front of its queue."""
        return self._run_hand_back(queue, execution, only_if_gone=False, allowed=DO_NOT_COUNT)

    def recover(
        self, queue: Queue, execution: Execution, *, max_takeovers: int, only_if_gone: bool
    ) -> HandBack:
        """Put a job whose worker, or worker's child, died back.

        Args:
            queue: the job's queue.
            execution: it will never end.
            max_takeovers: how often this may happen to one job; then this worker holds the execution
                and has to fail the job.
            only_if_gone: do nothing while the execution's worker is still registered and alive.
        """
        return self._run_hand_back(queue, execution, only_if_gone=only_if_gone, allowed=max_takeovers)

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
                Job.key_for(execution.job_id),
                f"{RQ_KEY_PREFIX}:worker:{holder}",
                WORKER_EXECUTIONS_KEY_TEMPLATE.format(heir),
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

    def _execution(self, job_id: bytes, execution_id: bytes, taken_at: float) -> Execution:
        execution = Execution(as_text(execution_id), as_text(job_id), self._connection, self._worker_name)
        execution.created_at = datetime.fromtimestamp(taken_at, tz=UTC)
        return execution


def _keys(queue: Queue, execution: Execution) -> list[str]:
    return [
        queue.started_job_registry.key,
        ExecutionRegistry.key_template.format(execution.job_id),
        execution.key,
        execution.worker_executions_key,
        queue.intermediate_queue_key,
    ]

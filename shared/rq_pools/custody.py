"""Who holds a job: taking it from a queue, handing it back, taking over from the dead.

    queue ──take──▶ intermediate list ──prepare_execution──▶ started registry ──▶ finished / failed
      ▲                    │ untake                                │
      └────────────────────┴──────────────────── hand_back ◀───────┘

Every arrow is atomic in Redis, so whenever a worker dies its job is in exactly one of these places.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from redis import Redis
from rq.defaults import RQ_KEY_PREFIX
from rq.executions import WORKER_EXECUTIONS_KEY_TEMPLATE, ExecutionRegistry
from rq.job import Job
from rq.queue import Queue
from rq.suspension import WORKERS_SUSPENDED
from rq.utils import as_text, now, utcformat

from .scripts import HAND_BACK, TAKE, UNTAKE

NO_COUNT = -1


class HandBack(IntEnum):
    """What became of an attempt to hand a job back."""

    TOO_OFTEN = -1
    NOTHING_TO_DO = 0
    DONE = 1


class Custody:
    """Moves jobs between their places in Redis. Needs Redis 6.2 or later (LMOVE, LPOS).

    Args:
        connection: to Redis.
    """

    def __init__(self, connection: "Redis") -> None:
        self._take = connection.register_script(TAKE)
        self._hand_back = connection.register_script(HAND_BACK)
        self._untake = connection.register_script(UNTAKE)

    def take(self, queues: Sequence[Queue], count: int) -> list[tuple[Queue, str]] | None:
        """Take up to `count` job ids from the queues, the first queue's first.

        Returns:
            Each job's queue and id; it is in that queue's intermediate list now. None when all workers
            are suspended (`rq suspend`).
        """
        keys = [WORKERS_SUSPENDED]
        keys += [key for queue in queues for key in (queue.key, queue.intermediate_queue_key)]
        answer: Any = self._take(keys=keys, args=[count])
        if answer is None:
            return None
        return [
            (queues[int(number) - 1], as_text(job_id))
            for number, job_id in zip(answer[::2], answer[1::2], strict=True)
        ]

    def untake(self, queue: Queue, job_id: str) -> bool:
        """Put a taken job back at the front of its queue; False when it was no longer taken."""
        return bool(self._untake(keys=[queue.key, queue.intermediate_queue_key], args=[job_id]))

    def hand_back(self, queue: Queue, job_id: str, execution_id: str, worker_name: str) -> HandBack:
        """Put the job of this worker's own unfinished execution back at the front of its queue."""
        return self._run_hand_back(
            queue, job_id, execution_id, worker_name, only_if_gone=False, allowed=NO_COUNT
        )

    def recover(
        self,
        queue: Queue,
        job_id: str,
        execution_id: str,
        worker_name: str,
        *,
        max_takeovers: int,
        only_if_gone: bool,
    ) -> HandBack:
        """Put a job whose worker, or worker's child, died back, unless that happened too often.

        Args:
            queue: the job's queue.
            job_id, execution_id, worker_name: the execution that will never end.
            max_takeovers: how often this may happen to one job.
            only_if_gone: do nothing while the worker is still registered and alive.
        """
        return self._run_hand_back(
            queue, job_id, execution_id, worker_name, only_if_gone=only_if_gone, allowed=max_takeovers
        )

    def _run_hand_back(
        self,
        queue: Queue,
        job_id: str,
        execution_id: str,
        worker_name: str,
        *,
        only_if_gone: bool,
        allowed: int,
    ) -> HandBack:
        answer: Any = self._hand_back(
            keys=[
                queue.key,
                queue.intermediate_queue_key,
                Job.key_for(job_id),
                queue.started_job_registry.key,
                ExecutionRegistry.key_template.format(job_id),
                f"{RQ_KEY_PREFIX}:execution:{job_id}:{execution_id}",
                WORKER_EXECUTIONS_KEY_TEMPLATE.format(worker_name),
                f"{RQ_KEY_PREFIX}:worker:{worker_name}",
            ],
            args=[job_id, execution_id, utcformat(now()), "1" if only_if_gone else "0", allowed],
        )
        return HandBack(int(answer))

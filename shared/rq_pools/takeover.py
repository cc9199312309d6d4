"""Jobs of workers that died: found, and put back on their queues."""

import time
from collections.abc import Iterator

from redis import Redis
from rq.executions import Execution
from rq.queue import Queue

from .custody import Custody, HandBack


class Takeover:
    """Finds what dead workers held. Every worker runs one; Redis makes sure that one of them succeeds.

    Args:
        connection: to Redis.
        custody: what moves the jobs.
        grace_secs: how long a job may stand in the intermediate list, in seconds: a live worker needs
            milliseconds to register what it took.
        max_takeovers: how often a job may lose its worker.
    """

    def __init__(
        self, connection: "Redis", custody: Custody, *, grace_secs: float, max_takeovers: int
    ) -> None:
        self._connection = connection
        self._custody = custody
        self._grace_secs = grace_secs
        self._max_takeovers = max_takeovers
        self._seen_since: dict[tuple[str, str], float] = {}

    def run(self, queues: list[Queue]) -> list[tuple[Queue, str]]:
        """Put back every job of the queues whose worker is gone.

        Returns:
            The queue and id of each job that is back. A job that lost its worker too often is left to
            RQ's own registry cleanup, which fails it with `AbandonedJobError`.
        """
        recovered = [(queue, job_id) for queue in queues for job_id in self._from_dead_workers(queue)]
        recovered += self._never_started(queues)
        return recovered

    def _from_dead_workers(self, queue: Queue) -> Iterator[str]:
        registry = queue.started_job_registry
        # cleanup=True, RQ's default, would fail the very jobs that are to be recovered.
        for job_id, execution_id in registry.get_job_and_execution_ids(cleanup=False):
            try:
                worker_name = Execution.fetch(execution_id, job_id, self._connection).worker_name
            except (ValueError, KeyError):
                worker_name = ""  # the record has expired: nobody has renewed it for long
            done = self._custody.recover(
                queue, job_id, execution_id, worker_name, max_takeovers=self._max_takeovers, only_if_gone=True
            )
            if done is HandBack.DONE:
                yield job_id

    def _never_started(self, queues: list[Queue]) -> list[tuple[Queue, str]]:
        """Jobs whose worker died between taking them and registering an execution."""
        now = time.monotonic()
        waiting = {(queue.name, job_id): queue for queue in queues for job_id in _only_taken(queue)}
        self._seen_since = {key: self._seen_since.get(key, now) for key in waiting}
        overdue = [key for key, since in self._seen_since.items() if now - since > self._grace_secs]
        return [(waiting[key], key[1]) for key in overdue if self._custody.untake(waiting[key], key[1])]


def _only_taken(queue: Queue) -> list[str]:
    taken = queue.intermediate_queue.get_job_ids()
    started = set(queue.started_job_registry.get_job_ids(cleanup=False)) if taken else set()
    return [job_id for job_id in taken if job_id not in started]

"""The pooled workers of `rq_pools`, telling the world when they hand a download back.

What runs jobs in a slot imports this, too: it has to load in a sub-interpreter.
"""

import logging

from redis.exceptions import RedisError
from rq.queue import Queue
from rq.serializers import JSONSerializer

from rq_pools import (
    HandBackReason,
    InterpreterPoolWorker,
    PoolWorker,
    ProcessPoolWorker,
    ThreadPoolWorker,
)
from wire import Event, note_hand_back, publish

from .allowed_job import AllowedJob

log = logging.getLogger("worker.pools")


class TellsHandBacks(PoolWorker):
    """Publishes each hand-back as an event."""

    def job_handed_back(self, queue: Queue, job_id: str, reason: HandBackReason) -> None:
        """Tell that the download will run again, and why."""
        try:
            note_hand_back(self.connection, job_id, reason)
            job = AllowedJob.fetch(job_id, connection=self.connection, serializer=JSONSerializer)
            data = {"reason": reason, "queue": queue.name, "by": self.name, "name": job.description}
            batch = str(job.meta.get("batch", ""))
            publish(self.connection, Event("handed-back", batch=batch, download=job_id, data=data))
        except (RedisError, ValueError) as error:
            log.warning("could not tell that %s was handed back: %s", job_id, error)


class DownloadThreads(TellsHandBacks, ThreadPoolWorker):
    """Downloads in threads."""


class DownloadProcesses(TellsHandBacks, ProcessPoolWorker):
    """Downloads in processes."""


class DownloadInterpreters(TellsHandBacks, InterpreterPoolWorker):
    """Downloads in sub-interpreters."""

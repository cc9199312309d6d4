"""The two pooled workers of `rq_pools`, telling the world when they hand a download back."""

import logging
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq.queue import Queue
from rq.serializers import JSONSerializer

from rq_pools import HandBackReason, PoolWorker, ProcessPoolWorker, ThreadPoolWorker
from wire import Event, note_hand_back, publish, queues_served_by

from .allowed_job import AllowedJob
from .failures import tell_failure
from .logs import configure_logs
from .settings import WorkerSettings, split_commas

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


def make_worker(settings: WorkerSettings, connection: "Redis", name: str) -> PoolWorker:
    """The worker that the settings ask for, not yet working.

    Raises:
        redis.RedisError: Redis is away.
    """
    queues = split_commas(settings.queues) or queues_served_by(settings.pool)
    options: dict[str, Any] = {
        "name": name,
        "connection": connection,
        "settings": settings.pool_settings(),
        "job_class": AllowedJob,
        "serializer": JSONSerializer,
        "exception_handlers": [tell_failure],
    }
    if settings.pool == "threads":
        return DownloadThreads(queues, **options)
    return DownloadProcesses(queues, initializer=configure_logs, **options)

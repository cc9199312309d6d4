"""Makes the worker that the settings ask for."""

from typing import Any

from redis import Redis
from rq.serializers import JSONSerializer

from rq_pools import PoolWorker
from wire import queues_served_by

from .allowed_job import AllowedJob
from .logs import configure_logs
from .pools import DownloadInterpreters, DownloadProcesses, DownloadThreads
from .settings import WorkerSettings


def make_worker(settings: WorkerSettings, connection: "Redis", name: str) -> PoolWorker:
    """Make the worker; it does not work yet.

    Raises:
        redis.RedisError: Redis is away.
    """
    queues = list(settings.queues) or queues_served_by(settings.pool)
    options: dict[str, Any] = {
        "name": name,
        "connection": connection,
        "settings": settings.pool_settings(),
        "job_class": AllowedJob,
        "serializer": JSONSerializer,
    }
    if settings.pool == "threads":
        return DownloadThreads(queues, **options)
    in_children = DownloadProcesses if settings.pool == "processes" else DownloadInterpreters
    return in_children(queues, initializer=configure_logs, **options)

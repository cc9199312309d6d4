"""The check behind `python -m service_kit.probe worker`: a recent heartbeat of this host."""

import socket
from collections.abc import Sequence

from redis.exceptions import RedisError
from rq.utils import now

from rq_pools import describe_workers
from service_kit.health import Unhealthy

from .settings import WorkerSettings

REDIS_TIMEOUT_SECS = 2.0


def check(_arguments: Sequence[str]) -> str:
    """Tell the age of the last heartbeat.

    Raises:
        Unhealthy: there is none, or it is older than a lease; or Redis does not answer.
        InvalidSettings: a setting is wrong.
    """
    settings = WorkerSettings.read()
    try:
        workers = describe_workers(settings.connect_redis(timeout_secs=REDIS_TIMEOUT_SECS))
    except RedisError as error:
        raise Unhealthy(f"Redis is away: {error}") from error
    here = [worker for worker in workers if worker.hostname == socket.gethostname()]
    beats = [worker.last_heartbeat for worker in here if worker.last_heartbeat is not None]
    if not beats:
        raise Unhealthy("no worker of this host is registered")
    age_secs = (now() - max(beats)).total_seconds()
    if age_secs > settings.lease_secs:
        raise Unhealthy(f"the last heartbeat is {age_secs:.0f} s old")
    return f"heartbeat {age_secs:.1f} s ago"

"""The check behind `python -m service_kit.probe worker`: a recent heartbeat of this host."""

import socket
from collections.abc import Sequence

from redis.exceptions import RedisError

from rq_pools import heartbeat_age_secs
from service_kit.health import Unhealthy, judge_heartbeat

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
        connection = settings.connect_redis(timeout_secs=REDIS_TIMEOUT_SECS)
        age_secs = heartbeat_age_secs(connection, socket.gethostname())
    except RedisError as error:
        raise Unhealthy(f"Redis is away: {error}") from error
    return judge_heartbeat(age_secs, lease_secs=settings.lease_secs)

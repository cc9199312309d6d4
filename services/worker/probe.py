"""`python -m worker.probe`: is this host's worker alive? Asks for a fresh heartbeat, not for a process."""

import socket
import sys

from pydantic import ValidationError
from redis.exceptions import RedisError
from rq.utils import now

from rq_pools import describe_workers
from wire import connect

from .settings import WorkerSettings, sentences


def main() -> int:
    """Exit code 0 when a worker of this host has sent a heartbeat within its lease, else 1."""
    try:
        settings = WorkerSettings()
    except ValidationError as error:
        return _say(1, sentences(error))
    password = settings.redis_password.get_secret_value() if settings.redis_password else None
    try:
        workers = describe_workers(connect(settings.redis_url, password=password, timeout_secs=2.0))
    except RedisError as error:
        return _say(1, f"Redis is away: {error}")
    here = [worker for worker in workers if worker.hostname == socket.gethostname()]
    beats = [worker.last_heartbeat for worker in here if worker.last_heartbeat is not None]
    if not beats:
        return _say(1, "no worker of this host is registered")
    age_secs = (now() - max(beats)).total_seconds()
    if age_secs > settings.lease_secs:
        return _say(1, f"the last heartbeat is {age_secs:.0f} s old")
    return _say(0, f"heartbeat {age_secs:.1f} s ago")


def _say(code: int, sentence: str) -> int:
    print(sentence)
    return code


if __name__ == "__main__":
    sys.exit(main())

"""`python -m lab_runner`: run experiments, one at a time, until told to stop."""

import logging
import os
import socket
import sys
from uuid import uuid4

from redis import Redis
from redis.exceptions import AuthenticationError
from rq.serializers import JSONSerializer

from service_kit.logs import configure_logs, configure_rqs_logs
from service_kit.redis_connection import wait_for_redis
from service_kit.settings import InvalidSettings
from wire import LAB_QUEUE

from .facts import announce
from .lab_job import LabJob
from .lab_worker import LabWorker
from .settings import LabSettings

log = logging.getLogger("lab_runner")


def main() -> int:
    """Run experiments until stopped.

    Returns:
        The exit code: 0 after an orderly stop, 2 if a setting is wrong.
    """
    try:
        settings = LabSettings.read()
        configure_logs(settings.log_format, settings.log_level)
        configure_rqs_logs(settings.log_level)
        connection = settings.connect_redis()
        wait_for_redis(connection, on_wait=lambda error: log.warning("waiting for Redis: %s", error))
    except InvalidSettings as error:
        return _refuse(str(error))
    except AuthenticationError as error:
        return _refuse(f"PARALLAX_REDIS_PASSWORD: Redis refuses it: {error}")
    announce(connection)
    _make_worker(settings, connection).work(logging_level=settings.log_level)
    return 0


def _make_worker(settings: LabSettings, connection: "Redis") -> LabWorker:
    return LabWorker(
        [LAB_QUEUE],
        name=f"lab-{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:6]}",
        connection=connection,
        settings=settings.pool_settings(),
        job_class=LabJob,
        serializer=JSONSerializer,
        front_url=settings.front_url,
    )


def _refuse(why: str) -> int:
    print(f"lab_runner: cannot start: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())

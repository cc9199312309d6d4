"""`python -m worker --pool KIND --slots N --queues …`: run one worker until told to stop."""

import argparse
import logging
import os
import socket
import sys
from uuid import uuid4

from redis.exceptions import AuthenticationError

from download_task.store import sweep_parts
from service_kit.redis_connection import wait_for_redis
from service_kit.settings import InvalidSettings
from wire import WORKER_POOLS

from .logs import configure_logs
from .make_worker import make_worker
from .settings import WorkerSettings

STALE_PART_SECS = 24 * 3_600

log = logging.getLogger("worker")


def main(arguments: list[str] | None = None) -> int:
    """Run a worker until it stops.

    Returns:
        The exit code: 0 after an orderly stop, 2 if a setting is wrong.
    """
    flags = _parser().parse_args(arguments)
    try:
        settings = WorkerSettings.read(**vars(flags))
        settings.export()
        configure_logs()
        settings.files_dir.mkdir(parents=True, exist_ok=True)
        sweep_parts(settings.files_dir, older_than_secs=STALE_PART_SECS)
        connection = settings.connect_redis()
        wait_for_redis(connection, on_wait=lambda error: log.warning("waiting for Redis: %s", error))
    except InvalidSettings as error:
        return _refuse(str(error))
    except AuthenticationError as error:
        return _refuse(f"PARALLAX_REDIS_PASSWORD: Redis refuses it: {error}")
    except OSError as error:
        return _refuse(f"PARALLAX_FILES_DIR: {error}")
    name = f"{settings.pool}-{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:6]}"
    make_worker(settings, connection, name).work(logging_level=settings.log_level, with_scheduler=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m worker", description=__doc__)
    parser.add_argument("--pool", choices=WORKER_POOLS, help="what the slots are")
    parser.add_argument("--slots", type=int, help="how many downloads at a time")
    parser.add_argument("--queues", help="queue names separated by commas")
    return parser


def _refuse(why: str) -> int:
    print(f"worker: cannot start: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())

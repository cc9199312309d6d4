"""Redis without the rest of the stack, for benchmarks."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from .data_folder import locked_folder
from .redis_server import RedisAddress, choose_server
from .supervisor import Supervisor
from .table import redis_service


@contextlib.contextmanager
def running_redis(path: Path) -> Iterator[RedisAddress]:
    """Run a Redis that keeps its data in the folder, until the end of the block.

    Raises:
        CannotStart: it did not come up.
    """
    with locked_folder(path) as folder:
        address = RedisAddress.new()
        service = redis_service(choose_server(folder), address, folder)
        supervisor = Supervisor([service], log_of=folder.log, tell=lambda _: None)
        try:
            supervisor.start()
            yield address
        finally:
            supervisor.stop()

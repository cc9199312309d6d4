"""Redis at port 6379 becomes a server of our own: RQ's tests flush what they connect to."""

import os
from typing import Any

from redis.connection import Connection
from redis.exceptions import ConnectionError as NoRedisThere

PORT_OF_REDIS = 6379
OF_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
VARIABLE = "RQ_SUITE_PORT"


def redirect_redis() -> None:
    """Let every connection of this process to port 6379 go to the port in `RQ_SUITE_PORT`.

    The connection's arguments stay as they are: tests read them, and pass them on to other processes.
    Another machine's port 6379 cannot be reached at all.
    """
    original: Any = Connection._connect

    def connect(self: Any) -> Any:
        if self.port != PORT_OF_REDIS:
            return original(self)
        if self.host not in OF_THIS_MACHINE:
            raise NoRedisThere(f"RQ's tests are kept from the network, here from {self.host}")
        self.port = int(os.environ[VARIABLE])
        try:
            return original(self)
        finally:
            self.port = PORT_OF_REDIS

    Connection._connect = connect  # type: ignore[method-assign]

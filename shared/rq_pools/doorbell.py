"""Tells an idle worker that there are jobs, within a millisecond and without polling.

Redis has no blocking command that looks at several lists and takes nothing. `BLMOVE queue queue LEFT LEFT`
comes close: it waits for a job, takes it, and puts it back where it was, at once and in one step. So one
connection a queue waits while the worker has free slots and its queues are empty, and the taking itself stays
the atomic script that it is. Where BLMOVE cannot be had, the work loop's polling finds the jobs all the same.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

BLOCK_SECS = 2.0  # at most, and well below the connection's own time-out
PAUSE_SECS = 1.0  # after an error; the work loop polls meanwhile

log = logging.getLogger("rq.worker")


class Doorbell:
    """One thread for each queue, waiting while armed.

    Args:
        connection: to Redis.
        queue_keys: the lists to watch.
        ring: called when one of them holds a job.
    """

    def __init__(self, connection: "Redis", queue_keys: list[str], ring: Callable[[], None]) -> None:
        self._connection = connection
        self._ring = ring
        self._stopped = False
        time_out: Any = connection.connection_pool.connection_kwargs.get("socket_timeout")
        self._block_secs: Any = min(BLOCK_SECS, time_out / 2) if time_out else BLOCK_SECS
        self._armed = {key: threading.Event() for key in queue_keys}

    def start(self) -> None:
        """Start the threads; they wait to be armed."""
        for key in self._armed:
            threading.Thread(target=self._run, args=(key,), name=f"doorbell-{key}", daemon=True).start()

    def arm(self) -> None:
        """Ring once, as soon as any queue holds a job."""
        for armed in self._armed.values():
            armed.set()

    def stop(self) -> None:
        """Ring no more. The threads end within seconds; they are daemons, so nobody has to wait for them."""
        self._stopped = True
        self.arm()

    def _run(self, key: str) -> None:
        armed = self._armed[key]
        pause = threading.Event()
        while True:
            armed.wait()
            if self._stopped:
                return
            try:
                if self._connection.blmove(key, key, self._block_secs, "LEFT", "LEFT") is not None:
                    armed.clear()
                    self._ring()
            except RedisError as error:
                log.debug("Doorbell of %s: %s", key, error)
                pause.wait(PAUSE_SECS)

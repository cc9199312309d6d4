"""Tells an idle worker that there are jobs, within a millisecond and without polling.

Redis has no blocking command that looks at several lists and takes nothing. `BLMOVE queue queue LEFT LEFT`
comes close: it waits for a job, takes it, and puts it back where it was, at once and in one step. So one
connection a queue waits while the worker has free slots and its queues are empty, and the taking itself stays
the atomic script that it is. Where BLMOVE cannot be had, the work loop's polling finds the jobs all the same.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

BLOCK_SECS = 2.0  # at most, and well below the connection's own time-out
PAUSE_SECS = 1.0  # after an error; the work loop polls meanwhile
STOP_SECS = 0.5
UNBLOCK_EVERY_SECS = 0.02  # a thread may have been told to stop just before it blocks

log = logging.getLogger("rq.worker")


class Doorbell:
    """A bell on every queue, each in a thread of its own.

    Args:
        connection: to Redis.
        queue_keys: the lists to watch.
        ring: called when one of them holds a job.
    """

    def __init__(self, connection: "Redis", queue_keys: list[str], ring: Callable[[], None]) -> None:
        self._connection = connection
        self._bells = [Bell(connection, key, ring) for key in queue_keys]

    def start(self) -> None:
        """Start the threads; they wait to be armed."""
        for bell in self._bells:
            bell.thread.start()

    def arm(self) -> None:
        """Ring once, as soon as any queue holds a job."""
        for bell in self._bells:
            bell.armed.set()

    def stop(self) -> None:
        """Ring no more. Threads that wait are woken by Redis; where it is away, they end by themselves."""
        for bell in self._bells:
            bell.stop()
        deadline = time.monotonic() + STOP_SECS
        with contextlib.suppress(RedisError):
            while (waiting := self._still_waiting()) and time.monotonic() < deadline:
                for bell in waiting:
                    if bell.client_id is not None:
                        self._connection.client_unblock(bell.client_id)
                    bell.thread.join(UNBLOCK_EVERY_SECS)

    def _still_waiting(self) -> "list[Bell]":
        return [bell for bell in self._bells if bell.thread.is_alive()]


class Bell:
    """Waits at one queue while armed.

    Args:
        connection: to Redis.
        key: the list.
        ring: called when it holds a job.

    Attributes:
        armed: set to ring once.
        client_id: Redis's number of the connection that waits; None: not known yet.
        thread: where it waits. A daemon, so that nobody has to wait for it.
    """

    def __init__(self, connection: "Redis", key: str, ring: Callable[[], None]) -> None:
        self._connection = connection
        self._key = key
        self._ring = ring
        time_out: Any = connection.connection_pool.connection_kwargs.get("socket_timeout")
        self._block_secs: Any = min(BLOCK_SECS, time_out / 2) if time_out else BLOCK_SECS
        self._stopped = threading.Event()
        self.armed = threading.Event()
        self.client_id: int | None = None
        self.thread = threading.Thread(target=self._run, name=f"doorbell-{key}", daemon=True)

    def stop(self) -> None:
        """Ring no more."""
        self._stopped.set()
        self.armed.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._wait_while_connected()
            except RedisError as error:
                log.debug("Doorbell of %s: %s", self._key, error)
                self.client_id = None
                self._stopped.wait(PAUSE_SECS)

    def _wait_while_connected(self) -> None:
        own: Callable[[], Redis] = self._connection.client  # one connection of its own
        self.armed.wait()
        with own() as client:
            while not self._stopped.is_set():
                if self.client_id is None:
                    self.client_id = client.client_id()
                if client.blmove(self._key, self._key, self._block_secs, "LEFT", "LEFT") is not None:
                    self.armed.clear()
                    self._ring()
                    if not self._stopped.is_set():  # else `stop` has set it before it was cleared
                        self.armed.wait()

"""The child process of one slot of a `ProcessPoolWorker`, seen from its parent."""

import contextlib
import multiprocessing
import os
import signal
import threading
from multiprocessing.process import BaseProcess

from .slot_process import Order, Pipe, Recipe, Wish, serve

ALIVE_CHECK_SECS = 1.0
REAP_SECS = 5.0


class ChildLost(Exception):
    """A slot's process ended before it answered."""


class SlotChild:
    """One child process, started at once.

    Args:
        recipe: what it needs to be a part of its worker.
    """

    def __init__(self, recipe: Recipe) -> None:
        context = multiprocessing.get_context("forkserver")
        # With the imports done once, a child starts in milliseconds.
        context.set_forkserver_preload(["__main__", serve.__module__])
        self._pipe: Pipe[Order | Wish, bool]
        self._pipe, theirs = context.Pipe()
        # Not a daemon, which may not start processes of its own: a job may want to.
        self._process: BaseProcess = context.Process(target=serve, args=(theirs, recipe), name="slot")
        self._process.start()
        theirs.close()
        self._lock = threading.Lock()  # orders and wishes are sent from different threads
        self._running: str | None = None  # execution id
        self.is_lost = False

    @property
    def pid(self) -> int | None:
        """The process's id."""
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Wait until it can take orders.

        Raises:
            ChildLost: the process ended first, for instance because its initializer raised.
        """
        self._await_answer()

    def run(self, order: Order) -> None:
        """Have it run a job, and wait until it is done with it.

        Raises:
            ChildLost: the process ended first.
        """
        with self._lock:
            self._running = order.execution_id
            self._send(order)
        try:
            self._await_answer()
        finally:
            with self._lock:
                self._running = None

    def tell(self, wish: Wish) -> None:
        """Pass a wish on, if the job that it is about runs."""
        with self._lock:
            if self._running == wish.execution_id:
                self._send(wish)

    def kill_if_running(self, execution_id: str) -> None:
        """End the process now, whatever it does, if it runs this and nothing else by now."""
        with self._lock:
            if self._running == execution_id:
                self._kill()

    def close(self) -> None:
        """End the process now, whatever it does."""
        self._kill()
        self._process.join(REAP_SECS)
        self._pipe.close()

    def _send(self, message: Order | Wish) -> None:
        with contextlib.suppress(OSError):  # `_await_answer` will say that it is lost
            self._pipe.send(message)

    def _await_answer(self) -> None:
        try:
            # A process that a job started may keep the pipe open after the child's death.
            while not self._pipe.poll(ALIVE_CHECK_SECS):
                if not self._exists():
                    raise EOFError
            self._pipe.recv()
        except (EOFError, OSError):
            self.is_lost = True
            self._process.join(REAP_SECS)
            raise ChildLost(f"process {self.pid} ended with exit code {self._process.exitcode}") from None

    # Not by multiprocessing's own `kill` and `is_alive`: for them a child is dead once the fork server is.

    def _kill(self) -> None:
        if self.pid is not None and not self.is_lost:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def _exists(self) -> bool:
        try:
            os.kill(self.pid or 0, 0)
        except ProcessLookupError:
            return False
        return True

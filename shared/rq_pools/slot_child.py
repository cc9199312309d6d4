"""The child process of one slot, seen from its worker."""

import contextlib
import os
import signal
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any

from .assignment import Loss
from .child import Child
from .messages import Message, Recipe, Wish
from .zygote import Zygote, exit_code

REAP_SECS = 5.0


class SlotChild(Child):
    """One child process. Use `start`.

    Args:
        pid: the process's id.
        sentinel: of `Zygote.fork`.
        orders, wishes: as of `Child`.
    """

    def __init__(
        self,
        pid: int,
        sentinel: int,
        orders: "Connection[Any, Message]",
        wishes: "Connection[Wish, None]",
    ) -> None:
        super().__init__(orders, wishes)
        self._pid = pid
        self._sentinel = sentinel

    @classmethod
    def start(cls, zygote: Zygote, recipe: Recipe) -> "SlotChild":
        """Start one.

        Args:
            zygote: forks it.
            recipe: what it needs to be a part of its worker.

        Raises:
            ZygoteLost: nobody is there to fork it.
        """
        ours, theirs = Pipe()
        their_wishes, our_wishes = Pipe(duplex=False)
        pid, sentinel = zygote.fork(theirs, their_wishes)
        child = cls(pid, sentinel, ours, our_wishes)
        with contextlib.suppress(OSError):  # if it is dead, `sentinel` will say so
            child.orders.send(recipe)
        return child

    @property
    def pid(self) -> int:
        """As of `Child`."""
        return self._pid

    @property
    def thread(self) -> str:
        """As of `Child`."""
        return "MainThread"

    @property
    def sentinel(self) -> int:
        """As of `Child`."""
        return self._sentinel

    def end_job(self, execution_id: str) -> None:
        """End the process: nothing a job does can resist."""
        self.kill()

    def kill(self) -> None:
        """End the process now, whatever it does, and the processes that its job started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)
        if not self._has_ended_within(0):  # it may not have a group of its own yet
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    def bury(self) -> Loss:
        """Wait for its end, kill what its job has started, and say what it ended with."""
        if not self._has_ended_within(REAP_SECS):
            self.kill()
        code = exit_code(self._sentinel) if self._has_ended_within(REAP_SECS) else None
        self.kill()
        os.close(self._sentinel)
        self.orders.close()
        self._wishes.close()
        return Loss(self._pid, code)

    def _has_ended_within(self, secs: float) -> bool:
        return bool(wait([self._sentinel], secs))

"""The child process of one slot, seen from its worker.

worker ──orders──▶ child      the recipe, then one job at a time; back comes a report of each
worker ──wishes──▶ child      that the job should end; closed when the worker dies, and the child with it
"""

import contextlib
import os
import select
import signal
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from .assignment import Loss
from .slot_process import Order, Recipe, Report, Wish
from .zygote import Zygote, exit_code

REAP_SECS = 5.0


@dataclass(slots=True)
class SlotChild:
    """One child process, started at once.

    Attributes:
        pid: the process's id.
        sentinel: readable when it has ended; a process that its job started may keep `orders` open.
        orders: what the loop waits on; it has something to say, or is closed, when the child is done or dead.
        is_ready: it can take orders.
        jobs: how many it was given.
    """

    pid: int
    sentinel: int
    orders: "Connection[Order | Recipe, Report | bool]"
    _wishes: "Connection[Wish, None]"
    is_ready: bool = False
    jobs: int = 0
    _is_dead: bool = False

    @classmethod
    def start(cls, zygote: Zygote, recipe: Recipe) -> "SlotChild":
        """Start one; it says True on `orders` once it is ready.

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
        with contextlib.suppress(OSError):  # if it is dead, `orders` will say so
            child.orders.send(recipe)
        return child

    def give(self, order: Order) -> None:
        """Have it run a job. If it is dead, `orders` will say so."""
        self.jobs += 1
        with contextlib.suppress(OSError):
            self.orders.send(order)

    def tell(self, wish: Wish) -> None:
        """Pass a wish on; it is ignored unless the job that it is about runs."""
        with contextlib.suppress(OSError):
            self._wishes.send(wish)

    def end_job(self, execution_id: str) -> None:
        """End the process: nothing a job does can resist."""
        self.kill()

    def kill(self) -> None:
        """End the process now, whatever it does, and the processes that its job started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        if not self._is_dead:  # it may not have a group of its own yet
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def bury(self) -> Loss:
        """Wait for the end of a process that is dead, killed or told to end, and say what it ended with."""
        if not self._has_ended_within(REAP_SECS):
            self.kill()
        code = exit_code(self.sentinel) if self._has_ended_within(REAP_SECS) else None
        self._is_dead = True
        self.kill()  # what its job has started
        os.close(self.sentinel)
        self.orders.close()
        self._wishes.close()
        return Loss(self.pid, code)

    def _has_ended_within(self, secs: float) -> bool:
        return bool(select.select([self.sentinel], [], [], secs)[0])

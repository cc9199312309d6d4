"""The child of one slot, seen from its worker: what a process and an interpreter have in common.

worker ──orders──▶ child      one job at a time; back comes a report of each
worker ──wishes──▶ child      that the job should end; closed when the worker dies, and the child with it
"""

import contextlib
from abc import ABC, abstractmethod
from multiprocessing.connection import Connection
from typing import Any

from .assignment import Loss
from .messages import Message, Order, Wish


class Child(ABC):
    """What runs the jobs of one slot; started at once.

    Args:
        orders: the worker's end.
        wishes: the worker's end.

    Attributes:
        orders: what the loop waits on; it has something to say, or is closed, when the child is done or dead.
            It says True once the child is ready.
        is_ready: it can take orders.
        jobs: how many it was given.
    """

    def __init__(self, orders: "Connection[Any, Message]", wishes: "Connection[Wish, None]") -> None:
        self.orders = orders
        self._wishes = wishes
        self.is_ready = False
        self.jobs = 0

    @property
    @abstractmethod
    def pid(self) -> int:
        """The process that runs the jobs."""

    @property
    @abstractmethod
    def thread(self) -> str:
        """The thread of that process."""

    @property
    @abstractmethod
    def sentinel(self) -> int:
        """Readable when the child has ended; a process that its job started may keep `orders` open."""

    def give(self, order: Order) -> None:
        """Have it run a job. If it has ended, `orders` or `sentinel` will say so."""
        self.jobs += 1
        with contextlib.suppress(OSError):
            self.orders.send(order)

    def tell(self, wish: Wish) -> None:
        """Pass a wish on; it is ignored unless the job that it is about runs."""
        with contextlib.suppress(OSError):
            self._wishes.send(wish)

    @abstractmethod
    def end_job(self, execution_id: str) -> None:
        """End a job by force; called again while that has not helped."""

    @abstractmethod
    def kill(self) -> None:
        """End the child now."""

    @abstractmethod
    def bury(self) -> Loss:
        """Wait for the end of a child that is dead, killed or told to end; let go of it."""

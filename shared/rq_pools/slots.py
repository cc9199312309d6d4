"""What every pool is to the work loop: N places to run jobs, of which it hears when they are done."""

import selectors
from abc import ABC, abstractmethod
from collections import deque
from typing import Protocol

from .assignment import Assignment, Ended
from .leases import Place, Taken
from .relay import Relay
from .wakeup import Wakeup


class Relays(Protocol):
    """What slots need to take their next jobs themselves; from any thread."""

    def may_relay(self) -> bool:
        """Whether slots may do so now."""

    def relay_for(self, place: Place) -> Relay:
        """A chance to take the next job for a slot."""

    def assign(self, place: Place, taken: Taken) -> Assignment:
        """The assignment of a job that a slot has taken."""

    def relayed(self, ended: Assignment, following: Assignment) -> None:
        """Note that a slot has gone from one job to the next."""


class Slots(ABC):
    """The slots of a worker. All methods but `wake`, `end` and `ask_to_end` are for the work loop alone.

    Attributes:
        relays: how slots take jobs themselves; set before they open.
    """

    relays: Relays

    def __init__(self) -> None:
        self._wakeup = Wakeup()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wakeup, selectors.EVENT_READ)
        self._ended: deque[Ended] = deque()

    @abstractmethod
    def open(self) -> None:
        """Make all slots ready. What it raises ends the worker before it has taken a job."""

    @abstractmethod
    def free_places(self) -> list[Place]:
        """The slots that could run a job now."""

    @abstractmethod
    def start(self, assignment: Assignment) -> None:
        """Run the job in its slot, which is free."""

    @abstractmethod
    def ask_to_end(self, assignment: Assignment) -> None:
        """Let the job know what its token wants."""

    @abstractmethod
    def enforce(self, assignment: Assignment) -> None:
        """Force the job to end if its time is up, or it was stopped and its grace is over."""

    @abstractmethod
    def interrupt(self, assignment: Assignment) -> None:
        """Force the job to end now, if that is possible."""

    def close(self) -> None:
        """Release everything; jobs that still run have been handed back."""
        self._selector.close()
        self._wakeup.close()

    def be_quiet(self) -> None:  # noqa: B027  # threads ask `relays`
        """Take no more jobs by itself."""

    def is_broken(self) -> bool:
        """Whether so many slots are beyond repair that the worker should be started anew."""
        return False

    def wake(self) -> None:
        """End the loop's waiting. From any thread, and in a signal handler."""
        self._wakeup.ring()

    def end(self, ended: Ended) -> None:
        """Tell that a slot is done. From any thread."""
        self._ended.append(ended)
        self._wakeup.ring()

    def wait(self, timeout_secs: float) -> list[Ended]:
        """What has ended; as soon as there is something, or `wake` was called, or the time is over."""
        if not self._ended:
            for key, _ in self._selector.select(timeout_secs):
                if key.fileobj is self._wakeup:
                    self._wakeup.clear()
                elif self._selector.get_map().get(key.fd) is key:
                    # Not of a file that was closed a moment ago, whose number another has by now.
                    self._hear(key)
        ended = []
        while self._ended:
            ended.append(self._ended.popleft())
        return ended

    def _hear(self, key: selectors.SelectorKey) -> None:  # noqa: B027  # threads register nothing
        """Something registered with the selector has something to say."""

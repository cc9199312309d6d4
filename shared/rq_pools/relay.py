"""The slot that ends a job takes the next one, in the same round trip.

    without      slot ──end──▶ Redis     loop ──take──▶ Redis     loop ──job──▶ slot
    with         slot ──end, take──▶ Redis ──job──▶ slot, which tells the loop what it runs now

While there are jobs, a slot thus goes from one to the next without waiting for anybody. The loop fills slots
that have found the queues empty, and sees to what does not end.
"""

from collections.abc import Callable
from typing import Any

from rq.queue import Queue

from .leases import Leases, Place, Taken


class Relay:
    """One chance to take a job for a slot that is about to be free.

    Args:
        leases: where jobs are taken.
        queues: where from, in this order.
        place: the slot.
        ttl_secs: how long an execution lives that is not renewed.
        may_ask: whether the worker still takes jobs, asked at the last moment.

    Attributes:
        taken: the job, once there is one; the end of the one before is written then.
    """

    def __init__(
        self,
        leases: Leases,
        queues: list[Queue],
        place: Place,
        ttl_secs: int,
        may_ask: Callable[[], bool],
    ) -> None:
        self._leases = leases
        self._queues = queues
        self._place = place
        self._ttl_secs = ttl_secs
        self._may_ask = may_ask
        self.taken: Taken | None = None

    @property
    def is_due(self) -> bool:
        """Whether to ask now."""
        return self._may_ask()

    def words(self) -> tuple[list[str], list[Any]]:
        """The KEYS and ARGV of the question."""
        return self._leases.take_words(self._queues, [self._place], self._ttl_secs)

    def hear(self, answer: Any) -> None:
        """Read what came of it: a job, or nothing."""
        haul = self._leases.read_haul(self._queues, answer)
        if haul is not None and haul.taken:
            [self.taken] = haul.taken

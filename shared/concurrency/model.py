"""A model: a name, a `run` with the common signature, and facts about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from concurrency.errors import ModelUnavailable

T = TypeVar("T")
R = TypeVar("R")


class Run(Protocol):
    """The common signature of every model's `run`."""

    def __call__(
        self,
        function: Callable[[T], R],
        items: Iterable[T],
        *,
        slots: int,
        on_done: Callable[[int, R], None] | None = None,
    ) -> list[R]:
        """Call `function` on every item and return the results in the order of the items.

        Parameters:
            function: takes one item. For processes and interpreters it must be importable from its module,
                and items, results and errors must be picklable.
            items: read once, before or while the first ones start; may be empty.
            slots: how many items run at a time in a pool, 1 or more. Ignored if `Model.bounded` is false.
            on_done: called in the caller's thread with (index from 0, result) when an item succeeds, in order
                of time. An error that it raises interrupts the run and propagates.

        Returns:
            list of results, as long as `items`; results[i] belongs to items[i].

        Raises:
            the error of the first item, in order of items, for which `function` failed; after all others have
                ended. From another process or interpreter it has the traceback there as a note (PEP 678).
            NotSendable: something cannot be pickled; for the function or an item before any item starts.
            WorkerDied: a process ended without a result.
            CannotStart: more processes at once than the system allows; before any item starts.
            ModelUnavailable: this Python cannot run the model.
            ValueError: `slots` is less than 1, in a pool.
        """


Family = Literal["sequential", "threads", "processes", "interpreters", "asyncio", "distributed"]
"""What a model is made of. `"distributed"` is no model of this package: it names runs by other workers."""

Limit = Literal["one", "slots", "none"]


@dataclass(frozen=True)
class Model:
    """One way to run a function over items.

    Attributes:
        name: such as "thread_pool".
        run: see `Run`.
        family: what it is made of, for grouping and colours.
        limit: how many items run at a time: one, at most `slots`, or all.
        source: the file to show as the example of this model.
        unavailable: returns why this Python cannot run the model, or None.
        max_items: the most items to give it, if all run at a time; None if there is no such bound.
    """

    name: str
    run: Run
    family: Family
    limit: Limit
    source: Path
    unavailable: Callable[[], ModelUnavailable | None]
    max_items: int | None = None

    @property
    def bounded(self) -> bool:
        """Whether at most `slots` items run at a time; if False, `slots` is ignored."""
        return self.limit == "slots"

    def at_a_time(self, slots: int, count: int) -> int:
        """How many of `count` items run at a time at most, given `slots`."""
        return min(count, {"one": 1, "slots": slots, "none": count}[self.limit])

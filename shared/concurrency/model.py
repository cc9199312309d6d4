"""What a model is: a name, a `run` of the common shape, and what there is to know about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from concurrency.errors import ModelUnavailable

T = TypeVar("T")
R = TypeVar("R")


class Run(Protocol):
    """The common shape of every model's `run`."""

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
            function: takes one item. For processes and interpreters it is importable by its module's
                name, and items, results and errors can be pickled.
            items: read once, before or while the first ones start; may be empty.
            slots: how many items run at a time in a pool, 1 or more. Ignored where `Model.bounded` is false.
            on_done: called in the caller's thread with (index from 0, result) as each item ends well, in
                the order of time. What it raises interrupts the run and is raised.

        Returns:
            list of results, as long as `items`; results[i] belongs to items[i].

        Raises:
            what `function` raised for the first item, by order of items, that failed; only after all
                others have ended, well or not. From another process or interpreter the error comes
                with the traceback there as a note (PEP 678).
            NotSendable: something cannot be pickled; for the function or an item before any item starts.
            WorkerDied: a process ended without a result.
            CannotStart: more processes at once than the system allows; before any item starts.
            ModelUnavailable: this Python cannot run the model.
            ValueError: `slots` is less than 1, in a pool.
        """


@dataclass(frozen=True)
class Model:
    """One way to run a function over items.

    Attributes:
        name: as people type it, e.g. "thread_pool".
        run: see `Run`.
        bounded: True when at most `slots` items run at a time; False when `slots` is ignored.
        source: the file to show as the example of this model.
        unavailable: returns None, or why this Python cannot run the model.
    """

    name: str
    run: Run
    bounded: bool
    source: Path
    unavailable: Callable[[], ModelUnavailable | None]

    def available(self) -> bool:
        """Whether this Python can run the model; when not, `unavailable()` says why."""
        return self.unavailable() is None

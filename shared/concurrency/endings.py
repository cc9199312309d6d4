"""How one item ended, and how the endings of all items are collected into a list of results.

::

    attempt ──▶ (index, Ending), in order of time ──▶ collect ──▶ in order of items ──▶ results
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")
R = TypeVar("R")
F = TypeVar("F")


@dataclass(frozen=True)
class Done(Generic[R]):
    """The function returned `value`."""

    value: R


@dataclass(frozen=True)
class Failed:
    """The function raised `error`, or the item could not be run."""

    error: BaseException


Ending: TypeAlias = Done[R] | Failed
OnDone: TypeAlias = Callable[[int, R], None]


def attempt(function: Callable[[T], R], item: T) -> Ending[R]:
    """Call the function and catch its error, so that one item's error does not stop the others."""
    try:
        return Done(function(item))
    except BaseException as error:  # SystemExit too: it must not end a worker silently
        return Failed(error)


def tell(index: int, ending: Ending[R], on_done: OnDone[R] | None) -> None:
    """Pass a result to `on_done`, in the caller's thread; raise the KeyboardInterrupt of an item."""
    if isinstance(ending, Failed) and isinstance(ending.error, KeyboardInterrupt):
        raise ending.error  # Ctrl-C is meant for the whole run, not for one item
    if on_done is not None and isinstance(ending, Done):
        on_done(index, ending.value)


def collect(arrivals: Iterable[tuple[int, Ending[R]]], on_done: OnDone[R] | None) -> list[Ending[R]]:
    """Wait for all endings, pass each result to `on_done` as it arrives, return all in order of items."""
    endings: dict[int, Ending[R]] = {}
    for index, ending in arrivals:
        endings[index] = ending
        tell(index, ending, on_done)
    return [endings[index] for index in sorted(endings)]


def collect_futures(
    futures: list[Future[F]], ending_of: Callable[[int, Future[F]], Ending[R]], on_done: OnDone[R] | None
) -> list[Ending[R]]:
    """`collect` for a pool's futures, given in order of items."""
    indexes = {future: index for index, future in enumerate(futures)}
    arrivals = ((indexes[future], ending_of(indexes[future], future)) for future in as_completed(futures))
    try:
        return collect(arrivals, on_done)
    except BaseException:
        for future in futures:
            future.cancel()  # leaving the pool then waits only for the items that run
        raise


def results(endings: list[Ending[R]]) -> list[R]:
    """The results of all items; raises the error of the first item, in order of items, that failed."""
    values: list[R] = []
    for ending in endings:
        if isinstance(ending, Failed):
            raise ending.error
        values.append(ending.value)
    return values

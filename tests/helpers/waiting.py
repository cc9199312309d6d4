"""Waiting in tests: polling with a deadline, and a failure that says what was seen."""

import time
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")

POLL_SECS = 0.01


def wait_until(condition: Callable[[], Seen | None], *, within_secs: float = 20.0, saying: object) -> Seen:
    """Wait until the condition holds, and return what it returned.

    Args:
        condition: holds when it returns something true.
        within_secs: how long at most.
        saying: what was expected; when it is callable, what it returns at the deadline is told as well.

    Raises:
        AssertionError: it did not hold in time; the message tells what it returned last.
    """
    deadline = time.monotonic() + within_secs
    while not (seen := condition()):
        if time.monotonic() > deadline:
            told = saying() if callable(saying) else saying
            raise AssertionError(f"not within {within_secs} s: {told}; last seen: {seen!r}")
        time.sleep(POLL_SECS)
    return seen

"""Waiting in tests: polling with a deadline, and a failure that says what was seen."""

import time
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")

SHORTEST_POLL_SECS = 0.01
LONGEST_POLL_SECS = 0.1


def wait_until(condition: Callable[[], Seen | None], *, within_secs: float = 20.0, saying: object) -> Seen:
    """Wait until the condition holds, and return what it returned.

    Args:
        condition: holds when it returns something true.
        within_secs: how long at most.
        saying: what was expected; when it is callable, what it returns at the deadline is told as well.

    Raises:
        AssertionError: it did not hold in time; the message tells what it returned last.
    """
    start = time.monotonic()
    while not (seen := condition()):
        waited_secs = time.monotonic() - start
        if waited_secs > within_secs:
            told = saying() if callable(saying) else saying
            raise AssertionError(f"not within {within_secs} s: {told}; last seen: {seen!r}")
        # The longer it takes, the less often: asking costs the CPU that the others need.
        time.sleep(min(max(waited_secs / 10, SHORTEST_POLL_SECS), LONGEST_POLL_SECS))
    return seen

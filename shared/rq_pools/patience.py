"""Waiting for a Redis that is away, full, or not the master: what a job has done is not thrown away."""

import logging
import random
import re
import time
from collections.abc import Callable
from typing import TypeVar

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import (
    MasterDownError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TryAgainError,
)
from redis.exceptions import TimeoutError as RedisTimeoutError

T = TypeVar("T")

FIRST_WAIT_SECS, LONGEST_WAIT_SECS = 0.1, 5.0
# Where redis-py has no class for them; it says which of a transaction's commands was refused. Before Redis 7,
# what a script's command is refused with is told as "@user_script: 14: -OOM …".
REFUSALS = re.compile(r"(?:^|caused error: |@user_script: \d+: -)(?:OOM|MISCONF|READONLY|NOREPLICAS|BUSY)\b")
PASSING = (
    RedisConnectionError,
    RedisTimeoutError,
    OutOfMemoryError,
    ReadOnlyError,
    MasterDownError,
    NoScriptError,  # redis-py loads it; somebody keeps flushing
    TryAgainError,
)

log = logging.getLogger("rq.worker")


def patiently(
    act: Callable[[], T],
    is_given_up: Callable[[], bool],
    job_id: str,
    on_wait: Callable[[], object] = lambda: None,
) -> T:
    """Do what ends a job, again and again while Redis is away, with growing and random pauses.

    Args:
        act: what to do.
        is_given_up: whether to let it be, and raise what Redis said.
        job_id: for the log.
        on_wait: called before every pause.
    """
    wait_secs = FIRST_WAIT_SECS
    while True:
        try:
            return act()
        except RedisError as error:
            if not is_passing(error) or is_given_up():
                raise
            log.warning("The end of job %s waits for Redis: %s", job_id, error)
        on_wait()
        time.sleep(wait_secs * random.uniform(0.5, 1.0))
        wait_secs = min(2 * wait_secs, LONGEST_WAIT_SECS)


def is_passing(error: BaseException) -> bool:
    """Whether Redis may do later what it does not do now: it is away, full, or not the master."""
    return isinstance(error, PASSING) or (
        isinstance(error, ResponseError) and REFUSALS.search(str(error)) is not None
    )


def is_garbage(error: BaseException) -> bool:
    """Whether Redis refused because a key is of another type than RQ's: somebody wrote there."""
    return isinstance(error, ResponseError) and "WRONGTYPE" in str(error)

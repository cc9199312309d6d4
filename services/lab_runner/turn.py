"""One experiment at a time over all lab runners: a lock in Redis, kept while the experiment runs.

Two that ran at once would be measured against each other.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator

from redis import Redis
from redis.exceptions import LockError, RedisError
from redis.lock import Lock

from wire import keys

EXTENSIONS = 4  # of the lock, while it would last
POLL_SECS = 0.2

log = logging.getLogger("lab_runner.turn")


@contextlib.contextmanager
def own_turn(redis: "Redis", is_over: Callable[[], bool], *, lock_secs: float) -> Iterator[bool]:
    """Wait until no other runner runs an experiment, and keep the others waiting meanwhile.

    Args:
        redis: where the lock is.
        is_over: whether there is no use in waiting any more.
        lock_secs: how long the lock of a killed runner lasts.

    Returns:
        Whether it is this runner's turn; False when the waiting was given up.
    """
    lock = Lock(redis, keys.LAB_TURN, timeout=lock_secs, blocking=False, thread_local=False)
    while not _acquire(lock):
        if is_over():
            yield False
            return
        time.sleep(POLL_SECS)
    done = threading.Event()
    keeper = threading.Thread(
        target=_keep, args=(lock, done, lock_secs / EXTENSIONS), name="lab-turn", daemon=True
    )
    keeper.start()
    try:
        yield True
    finally:
        done.set()
        keeper.join()
        with contextlib.suppress(LockError, RedisError):
            lock.release()


def is_turn_free(redis: "Redis") -> bool:
    """Whether no runner runs an experiment now."""
    return not redis.exists(keys.LAB_TURN)


def _acquire(lock: Lock) -> bool:
    try:
        return bool(lock.acquire())
    except RedisError as error:
        log.warning("waiting for Redis: %s", error)
        return False


def _keep(lock: Lock, done: threading.Event, pause_secs: float) -> None:
    while not done.wait(pause_secs):
        try:
            lock.reacquire()
        except LockError:
            # Redis has lost it, or was away for too long.
            if not _acquire(lock):
                log.warning("another runner may run an experiment meanwhile")
        except RedisError as error:
            log.warning("could not extend the lock: %s", error)

"""Whether a running experiment has to end, asked by whatever thread runs a leg."""

import time
from contextvars import copy_context

from redis import Redis
from redis.exceptions import RedisError

from rq_pools import stop_current_job, stop_requested
from wire import is_experiment_cancelled

CHECK_INTERVAL_SECS = 0.5


class Cancelled:
    """Call it to ask whether the experiment has to end. Made in the thread of its job.

    Args:
        redis: where clients ask for a cancel.
        experiment_id: which.
    """

    def __init__(self, redis: "Redis", experiment_id: str) -> None:
        self._redis = redis
        self._id = experiment_id
        self._context = copy_context()  # in which rq_pools knows the job
        self._asked_at = 0.0

    def __call__(self) -> bool:
        """Whether the runner stops, a client asked for the end, or the experiment is gone."""
        return self._context.copy().run(self._ask)

    def _ask(self) -> bool:
        if stop_requested():
            return True
        if time.monotonic() - self._asked_at < CHECK_INTERVAL_SECS:
            return False
        self._asked_at = time.monotonic()
        try:
            is_cancelled = is_experiment_cancelled(self._redis, self._id)
        except RedisError:
            return False
        if is_cancelled:
            stop_current_job()
        return is_cancelled

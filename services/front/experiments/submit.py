"""Queue an experiment."""

import time
from uuid import uuid4

from redis import Redis
from redis.exceptions import WatchError

from front.idempotency import IdempotencyKey, digest_of
from front.problems import Problem
from lab.experiment import Plan
from lab.planning import estimate_secs
from wire import ExperimentRecord, find_experiment, keys, queue_experiment, waiting_experiments, watch_queue

from .lab import MAX_WAITING

RETRY_AFTER_SECS = 30
SLOWER = 4  # a busy machine may take so many times longer than estimated
LEAST_TIMEOUT_SECS = 120


def submit(redis: "Redis", plan: Plan, *, keep_secs: int, key: str | None, body: bytes) -> ExperimentRecord:
    """Queue the experiment in one transaction.

    Args:
        redis: where the queue is.
        plan: what to run.
        keep_secs: how long its record and the key are kept.
        key: the request's Idempotency-Key, if any.
        body: the request's body; another body with the same key is refused.

    Returns:
        The new experiment; for a known key, that of the first request.

    Raises:
        Problem: the key was used for another body, or too many experiments wait.
        redis.RedisError: Redis is away. A request with the same key is then safe to send again.
    """
    once = None
    if key is not None:
        once = IdempotencyKey(keys.experiment_idempotency(key), "experiment", digest_of(body))
    record = ExperimentRecord(uuid4().hex, plan.to_dict(), "queued", time.time(), keep_secs)
    while True:
        with redis.pipeline() as pipeline:
            pipeline.watch(keys.experiment(record.id))  # type: ignore[no-untyped-call]
            if find_experiment(pipeline, record.id):
                return record  # the transaction succeeded, only its answer got lost
            if once is not None and (known := once.remembered(pipeline)):
                return _first_answer(redis, known)
            watch_queue(pipeline)
            _require_room(redis)
            pipeline.multi()
            queue_experiment(redis, pipeline, record, timeout_secs=_timeout_secs(plan))
            if once is not None:
                once.remember(pipeline, record.id, keep_secs)
            try:
                pipeline.execute()
            except WatchError:
                continue  # the key or the queue has changed, or the connection broke: check again
            return record


def _require_room(redis: "Redis") -> None:
    if len(waiting_experiments(redis)) >= MAX_WAITING:
        headers = {"Retry-After": str(RETRY_AFTER_SECS)}
        raise Problem(429, "too-many-experiments", headers=headers, max_waiting=MAX_WAITING)


def _first_answer(redis: "Redis", experiment_id: str) -> ExperimentRecord:
    record = find_experiment(redis, experiment_id)
    if record is None:
        raise Problem(409, "key-of-forgotten-experiment")
    return record


def _timeout_secs(plan: Plan) -> int:
    return int(SLOWER * estimate_secs(plan)) + LEAST_TIMEOUT_SECS

"""What the parts of a pooled worker may ask of it."""

from typing import Any

from rq import worker_registration
from rq.queue import Queue

from .assignment import HandBackReason
from .bookkeeping import Bookkeeping
from .settings import PoolSettings


class PooledWorker(Bookkeeping):
    """The worker, as its holder, its maintenance and its commands know it."""

    settings: PoolSettings

    def job_handed_back(self, queue: Queue, job_id: str, reason: HandBackReason) -> None:
        """A hook: the job is back at the front of its queue."""

    def register_birth(self) -> None:
        """RQ's, valid for one lease from the first moment on."""
        ttl_secs, self.worker_ttl = self.worker_ttl, self.lease_secs - 60  # RQ adds 60
        try:
            super().register_birth()  # type: ignore[no-untyped-call]
        finally:
            self.worker_ttl = ttl_secs

    def register_again(self) -> None:
        """Be known to Redis, which has forgotten this worker: one was away, or stood still, for a lease."""
        self.log.warning("Worker %s: had been taken for dead, registers again", self.name)
        with self.connection.pipeline() as pipeline:
            record: dict[Any, Any] = {**self.serialize(), "state": self.get_state()}
            pipeline.hset(self.key, mapping=record)
            worker_registration.register(self, pipeline)
            pipeline.expire(self.key, self.lease_secs)
            pipeline.execute()

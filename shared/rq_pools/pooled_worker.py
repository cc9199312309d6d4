"""What the parts of a pooled worker may ask of it."""

import platform
from typing import Any

from redis.exceptions import RedisError
from rq import worker_registration
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue
from rq.rate_limit import RateLimitRegistry
from rq.registry import (
    DeferredJobRegistry,
    FailedJobRegistry,
    FinishedJobRegistry,
    ReadyJobRegistry,
    StartedJobRegistry,
)
from rq.utils import now
from rq.worker.base import WorkerStatus
from rq.worker_registration import clean_worker_registry

from cores import usable_cores

from .assignment import HandBackReason
from .bookkeeping import Bookkeeping
from .machine import is_gil_on, machine_id
from .running_alone import run_alone
from .settings import PoolSettings
from .stopping import current_token

CLEANED: tuple[Any, ...] = (  # in the order of RQ's `clean_registries`
    FinishedJobRegistry,
    StartedJobRegistry,
    FailedJobRegistry,
    DeferredJobRegistry,
    ReadyJobRegistry,
)


class PooledWorker(Bookkeeping):
    """The worker, as its holder, its maintenance and its commands know it."""

    pool_kind: str = "pool"
    settings: PoolSettings

    def job_handed_back(self, queue: Queue, execution: Execution, reason: HandBackReason) -> None:
        """A hook: the job of the execution, which is over, is back at the front of its queue."""

    def bootstrap(self, *args: Any, **kwargs: Any) -> None:
        """RQ's, with the size of the pool in the log."""
        super().bootstrap(*args, **kwargs)
        self.log.info("Worker %s: a pool of %d %s", self.name, self.settings.slots, self.pool_kind)
        gil = "on" if is_gil_on() else "off"
        self.log.info("Worker %s: Python %s, the GIL is %s", self.name, platform.python_version(), gil)

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

    def run_maintenance_tasks(self) -> None:
        """RQ's, from which garbage in a registry must not end the worker."""
        try:
            super().run_maintenance_tasks()  # type: ignore[no-untyped-call]
        except RedisError:
            raise
        except Exception:
            self.log.exception("Worker %s: maintenance failed", self.name)

    def clean_registries(self) -> None:
        """RQ's clean-up of its registries, by one worker at a time.

        Left out is its clean-up of the intermediate list, which fails the jobs in it: `Takeover` puts them
        back.
        """
        for queue in self.queues:
            if queue.acquire_maintenance_lock():
                try:
                    self._clean_registries_of(queue)
                    clean_worker_registry(queue)
                finally:
                    queue.release_maintenance_lock()
        self.last_cleaned_at = now()  # type: ignore[assignment]  # RQ types it as always None

    def _clean_registries_of(self, queue: Queue) -> None:
        """RQ's `clean_registries`, by Redis's clock: by a clock of its own that is ahead, a worker would fail
        the running jobs of all others."""
        secs, _ = self.connection.time()
        for registry in CLEANED:
            registry(
                queue.name, queue.connection, job_class=queue.job_class, serializer=queue.serializer
            ).cleanup(secs, exception_handlers=self._exc_handlers)
        for rate_limit in RateLimitRegistry.all(queue.connection):
            rate_limit.cleanup()

    def show_state(self, *, is_suspended: bool, is_busy: bool) -> None:
        """Write the worker's state, where taking jobs has not done so."""
        state = self.get_state()
        if is_suspended:
            if state != WorkerStatus.SUSPENDED:
                self.log.info("Worker %s: suspended, run `rq resume` to resume", self.name)
                self.set_state(WorkerStatus.SUSPENDED)
        elif is_busy and state == WorkerStatus.SUSPENDED:
            self.set_state(WorkerStatus.BUSY)
        elif is_busy:
            self._state = WorkerStatus.BUSY
        elif state != WorkerStatus.IDLE:
            self.set_state(WorkerStatus.IDLE)

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Run a job to its end: what a thread's slot calls, and whoever has a job outside of `work`."""
        token = current_token()
        if token is not None and token.execution is not None:
            self.perform_job(job, queue, token.execution)
        else:
            run_alone(self, job, queue)
            self.set_state(WorkerStatus.IDLE)

    def serialize(self) -> dict[str, Any]:
        """RQ's record of the worker, what its pool is, and what readers of the record cannot know."""
        return {
            **super().serialize(),
            "pool": self.pool_kind,
            "slots": self.settings.slots,
            "heartbeat_secs": self.settings.heartbeat_secs,
            "cores": usable_cores(),
            "machine": machine_id(),
            "gil": int(is_gil_on()),
            "python": platform.python_version(),
        }

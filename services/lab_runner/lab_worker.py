"""A pooled worker of one slot that runs experiments, and writes the end of each with the end of its job."""

import logging
from typing import Any

from redis.client import Pipeline
from redis.exceptions import RedisError
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue

from client import Client
from rq_pools import HandBackReason, ThreadPoolWorker
from wire.experiment_writes import write_hand_back

from .ending import add_end_of
from .facts import announce
from .failures import failure_of
from .lab_job import LabJob
from .leftovers import Sweeper
from .turn import is_turn_free

log = logging.getLogger("lab_runner")


class LabWorker(ThreadPoolWorker):
    """Runs one experiment at a time, in a thread; each leg of it runs in a process.

    Args:
        front_url: the front that distributed legs are submitted to.
    """

    pool_kind = "lab"

    def __init__(self, *args: Any, front_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sweeper = Sweeper(self.connection, Client(front_url))

    def run_maintenance_tasks(self) -> None:
        """RQ's, every few seconds; says anew what can be run here, should Redis have lost it, and sweeps."""
        super().run_maintenance_tasks()
        announce(self.connection)
        self._sweeper.start()

    def _wanted(self, at_most: int | None) -> int:
        """None while another runner runs an experiment: what is not taken keeps its place in the queue."""
        return super()._wanted(at_most) if is_turn_free(self.connection) else 0

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """RQ's; before it, gives the job its execution, which every write of the runner names."""
        if isinstance(job, LabJob):
            job.execution = execution
        return super().perform_job(job, queue, execution)

    def _finalize_failure(self, job: Job, queue: Queue, execution: Any, exc_info: Any) -> None:
        if isinstance(job, LabJob):
            job.failure = failure_of(job, exc_info[1])
        super()._finalize_failure(job, queue, execution, exc_info)

    def cleanup_execution(self, job: Job, pipeline: "Pipeline", execution: Execution | None = None) -> None:
        """RQ's, called wherever it ends a job, with the transaction that does it: adds the end."""
        super().cleanup_execution(job, pipeline, execution)
        if execution is not None and isinstance(job, LabJob):
            add_end_of(job, pipeline)

    def job_handed_back(self, queue: Queue, execution: Execution, reason: HandBackReason) -> None:  # noqa: ARG002
        """Write that the experiment waits again."""
        try:
            write_hand_back(self.connection, execution.job_id)
        except RedisError as error:
            log.warning("could not write that %s is back on %s: %s", execution.job_id, queue.name, error)

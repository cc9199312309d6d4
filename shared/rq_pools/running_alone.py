"""One job, run by whoever has it, outside of the work loop: `execute_job`, as RQ's other workers have it."""

import threading

from rq.job import Job
from rq.queue import Queue
from rq.utils import now, utcformat

from .bookkeeping import Bookkeeping
from .stopping import StopToken, running_under

TICK_SECS = 0.1


def run_alone(worker: Bookkeeping, job: Job, queue: Queue) -> None:
    """Run a job to its end in a thread, while this one keeps it alive and within its time limit.

    Args:
        worker: whose job it is.
        job, queue: what to run, and where it came from.
    """
    execution = worker.prepare_execution(job)
    token = StopToken(job.id)
    token.execution = execution
    with worker.connection.pipeline() as pipeline:
        pipeline.hsetnx(worker.key, "last_heartbeat", utcformat(now()))  # where the worker is not registered
        job.prepare_for_execution(worker.name, pipeline=pipeline)
        pipeline.persist(job.key)
        pipeline.lrem(queue.intermediate_queue_key, 1, job.id)
        pipeline.execute()

    def run() -> None:
        with running_under(token):
            worker.perform_job(job, queue, execution)

    thread = threading.Thread(target=run, name="job", daemon=True)
    thread.start()
    until_beat_secs = float(worker.job_monitoring_interval)
    while thread.is_alive():
        thread.join(TICK_SECS)
        token.enforce()
        until_beat_secs -= TICK_SECS
        if until_beat_secs <= 0:
            until_beat_secs = float(worker.job_monitoring_interval)
            worker.maintain_heartbeats(job, execution)

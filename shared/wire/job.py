"""The RQ job of a download; only this module knows its argument, its `meta` and our fields in its hash.

    rq:job:ID   data       RQ's: the function and its argument (`message`)
                meta       RQ's: {"batch": ID}, written once, when the download is queued
                run:1 …    ours: one run each (`run`), written when its task starts and when it ends
                progress   ours: the progress of the current run (`progress`)

`run_writes` writes the last two.
"""

import re
import time
from typing import Any

from redis import Redis
from redis.client import Pipeline
from rq.executions import Execution
from rq.job import Job, JobStatus, Retry
from rq.queue import EnqueueData, Queue
from rq.registry import CanceledJobRegistry
from rq.results import Result
from rq.serializers import JSONSerializer

from download_task import Download, Failure, Outcome

from . import typed_json
from .message import DOWNLOAD_JOB, pack
from .progress import Progress
from .queues import QUEUE_PREFIX
from .retries import retry_pauses
from .run import Run, end_lost_runs
from .states import State, state_of_status

RUN_FIELD = re.compile(rb"run:([1-9][0-9]{0,5})")
PROGRESS_FIELD = "progress"


class DownloadJob(Job):
    """RQ's job, with the records of its download.

    Attributes:
        runs: as stored, oldest first; `history` also ends lost runs.
        progress: the progress of the run that reported last.
        execution: RQ's record that a worker holds the job; only set in the process that runs it.
        worker_pool: the kind of that worker's slots; only set there.
        worker_number: its number within the pool; only set there.
        outcome: how the run ended; only set there, before it is written.
        failure: why the run failed if there is no outcome; only set there, before it is written.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.runs: list[Run] = []
        self.progress: Progress | None = None
        self.execution: Execution | None = None
        self.worker_pool = ""
        self.worker_number: int | None = None
        self.outcome: Outcome | None = None
        self.failure: Failure | None = None

    def restore(self, raw_data: Any) -> None:
        """RQ's; also reads our own fields, ignoring foreign data in them."""
        super().restore(raw_data)
        self.meta = self.meta if isinstance(self.meta, dict) else {}
        self.runs = _runs_in(raw_data)
        self.progress = typed_json.from_json(Progress, raw_data.get(PROGRESS_FIELD.encode()))

    def _handle_success(self, result_ttl: int, pipeline: "Pipeline", *args: Any, **kwargs: Any) -> None:
        """RQ's, without its result, which takes 4 KB: the run's record says how the run ended."""
        super()._handle_success(result_ttl, pipeline, *args, **kwargs)
        pipeline.delete(Result.get_key(self.id))

    def _handle_failure(self, exc_string: str, pipeline: "Pipeline", *args: Any, **kwargs: Any) -> None:
        """RQ's; a stopped download goes to the registry of cancelled jobs, not to that of failed ones."""
        super()._handle_failure(exc_string, pipeline, *args, **kwargs)
        if self.get_status(refresh=False) == JobStatus.STOPPED:
            pipeline.zrem(self.failed_job_registry.key, self.id)
            pipeline.zadd(CanceledJobRegistry.key_template.format(self.origin), {self.id: time.time()})

    @property
    def message(self) -> dict[str, Any]:
        """The job's argument: the download, as `pack` made it.

        Raises:
            ValueError: the job has no such argument.
        """
        if not self.has_message:
            raise ValueError(f"the argument of job {self.id} is not a download")
        message: dict[str, Any] = self.args[0]
        return message

    @property
    def has_message(self) -> bool:
        """Whether the argument has the form of a download."""
        return len(self.args) == 1 and isinstance(self.args[0], dict)

    @property
    def batch(self) -> str:
        """The id of its batch; "" if there is none."""
        batch = self.meta.get("batch")
        return batch if isinstance(batch, str) else ""

    @property
    def pool(self) -> str:
        """The pool that it is queued for."""
        return str(self.origin).removeprefix(QUEUE_PREFIX)

    @property
    def state(self) -> State:
        """The download's state, from RQ's status."""
        return state_of_status(self.get_status(refresh=False).value)

    @property
    def run(self) -> Run | None:
        """The run of the current execution; None before the task has started."""
        execution = self.execution
        return next((run for run in self.runs if execution and run.execution == execution.id), None)

    @property
    def history(self) -> list[Run]:
        """Its runs, oldest first; only the one that runs now has no end."""
        ended_at = self.enqueued_at if self.state == "queued" else self.ended_at
        at = ended_at.timestamp() if ended_at else 0.0
        return end_lost_runs(self.runs, is_running=self.state == "running", at=at)


def read_jobs(redis: "Redis", download_ids: list[str]) -> list[DownloadJob | None]:
    """Read the jobs in one round trip; None for each that is gone, unreadable, or not a download's."""
    if not download_ids:
        return []
    with redis.pipeline(transaction=False) as pipeline:
        for download_id in download_ids:
            pipeline.hgetall(Job.key_for(download_id))
        # A key of another type gives an error for itself, and must not fail the others.
        answers = pipeline.execute(raise_on_error=False)
    return [_restored(redis, job_id, raw) for job_id, raw in zip(download_ids, answers, strict=True)]


def job_data(
    download: Download, *, batch: str, retries: int, timeout_secs: int, keep_secs: int
) -> EnqueueData:
    """The arguments with which RQ's `enqueue_many` queues the download."""
    return Queue.prepare_data(
        DOWNLOAD_JOB,
        args=[pack(download)],
        job_id=download.id,
        description=download.name,
        meta={"batch": batch},
        retry=Retry(max=retries, interval=retry_pauses(retries)) if retries else None,
        timeout=timeout_secs,
        result_ttl=keep_secs,
        failure_ttl=keep_secs,
    )


def run_field(run: Run) -> str:
    """The field of the job's hash that holds the run."""
    return f"run:{run.number}"


def _restored(redis: "Redis", job_id: str, raw: Any) -> DownloadJob | None:
    if not isinstance(raw, dict) or not raw:
        return None
    try:
        job = DownloadJob(job_id, connection=redis, serializer=JSONSerializer)
        job.restore(raw)
        is_ours = str(job.origin).startswith(QUEUE_PREFIX) and job.has_message
    except Exception:
        # Foreign data in one job must not hide the others.
        return None
    return job if is_ours else None


def _runs_in(raw: dict[bytes, bytes]) -> list[Run]:
    found = [(int(match[1]), text) for name, text in raw.items() if (match := RUN_FIELD.fullmatch(name))]
    runs = (Run.from_json(number, text) for number, text in sorted(found))
    return [run for run in runs if run is not None]

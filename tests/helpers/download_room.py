"""A Redis database with downloads, seen by whoever submits them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from redis import Redis
from rq.job import Job, JobStatus, Retry
from rq.queue import Queue
from rq.serializers import JSONSerializer

from download_task import Download
from tests.helpers.waiting import wait_until
from wire import DOWNLOAD_JOB, DownloadJob, Event, keys, pack, queue_for, read_after
from wire.queues import Pool

KEEP_SECS = 600


@dataclass
class Room:
    """Submits downloads and watches them.

    Attributes:
        redis: the database.
        files: where workers put the files.
        pool: what the downloads ask for.
    """

    redis: "Redis"
    files: Path
    pool: Pool = "any"

    def submit(self, *, retries: int = 0, pause_secs: int = 0, **fields: Any) -> Job:
        """Put a download on its queue, as the front does."""
        download = Download(**{"name": "file.bin", "id": uuid4().hex, **fields})
        options: dict[str, Any] = {"retries": retries, "pause_secs": pause_secs}
        return self.enqueue(DOWNLOAD_JOB, pack(download), job_id=download.id, **options)

    def enqueue(
        self,
        function: str,
        *args: Any,
        job_id: str | None = None,
        retries: int = 0,
        pause_secs: int = 0,
        **options: Any,
    ) -> Job:
        """Put any job on the queue."""
        return Queue(queue_for(self.pool), connection=self.redis, serializer=JSONSerializer).enqueue(
            function,
            args=args,
            job_id=job_id,
            description="file.bin",
            meta={"batch": "b"},
            retry=Retry(max=retries, interval=pause_secs) if retries else None,
            result_ttl=KEEP_SECS,
            failure_ttl=KEEP_SECS,
            **options,
        )

    def job(self, job: Job) -> DownloadJob:
        """The job as Redis has it now, with its runs."""
        return cast(DownloadJob, DownloadJob.fetch(job.id, connection=self.redis, serializer=JSONSerializer))

    def run_ends(self, job: Job) -> list[str | None]:
        """How each of its runs has ended, as it is kept."""
        return [run.ended for run in self.job(job).runs]

    def wait_for(self, job: Job, status: JobStatus, within_secs: float = 20.0) -> DownloadJob:
        """Wait until the job has the status, and return it."""
        wait_until(
            lambda: job.get_status() == status,
            within_secs=within_secs,
            saying=lambda: f"{job.id} is {status}, not {job.get_status()}; {self.told(job)}",
        )
        return self.job(job)

    def events(self, job: Job) -> list[Event]:
        """What was told of the job so far, progress left out."""
        entries = read_after(self.redis, "0", count=10_000)
        return [event for _, event in entries if event.download == job.id and event.type != "progress"]

    def told(self, job: Job) -> list[str]:
        """The types of these events."""
        return [event.type for event in self.events(job)]

    def wait_until_told(self, job: Job, *types: str) -> list[Event]:
        """Wait until exactly this has been told of the job, and return it."""
        wait_until(lambda: self.told(job) == list(types), saying=lambda: f"{types}, not {self.told(job)}")
        return self.events(job)

    def files_of(self, job: Job) -> list[Path]:
        """The files of the job, partial ones included."""
        here = [*self.files.rglob("*")]
        return sorted(path for path in here if job.id in str(path) and path.is_file())


def request_cancel(redis: "Redis", download_id: str) -> None:
    """Ask the task of the download to stop, as the front's script does."""
    redis.set(keys.cancel_request(download_id), 1, ex=KEEP_SECS)

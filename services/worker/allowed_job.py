"""A download's job, which runs only the download's function."""

from typing import ClassVar

from rq_pools import OneFunctionJob
from wire import DOWNLOAD_JOB, DownloadJob


class AllowedJob(OneFunctionJob, DownloadJob):
    """A download's job; it refuses every other function, and all callbacks and webhooks."""

    allowed_function: ClassVar[str] = DOWNLOAD_JOB

"""A job that runs only the download's function.

JSON rules out pickle, but anyone who can write to Redis can name any importable function in a job.
"""

from typing import Any

from wire import DOWNLOAD_JOB, DownloadJob


class JobNotAllowed(Exception):
    """A job names a function that this worker does not run."""


class AllowedJob(DownloadJob):
    """A download's job; it refuses every other function, and all callbacks and webhooks."""

    @property
    def func(self) -> Any:
        """The function to run.

        Raises:
            JobNotAllowed: it is not `wire.DOWNLOAD_JOB`.
        """
        if self.func_name != DOWNLOAD_JOB or self.instance is not None:
            raise JobNotAllowed(f"this worker runs {DOWNLOAD_JOB}, not {str(self.func_name)[:200]!r}")
        return super().func

    @property
    def success_callback(self) -> None:
        """None, whatever Redis says."""

    @property
    def failure_callback(self) -> None:
        """None, whatever Redis says."""

    @property
    def stopped_callback(self) -> None:
        """None, whatever Redis says."""

    def send_webhooks(self, status: str, *, exc_string: str | None = None) -> None:
        """Do nothing: RQ would open any URL that Redis names."""

"""A job that may run one function only.

JSON keeps pickle out, but whoever can write to Redis can still name any importable function in a job.
"""

from typing import Any

from wire import DOWNLOAD_JOB, DownloadJob


class JobNotAllowed(Exception):
    """A job names a function that this worker does not run."""


class AllowedJob(DownloadJob):
    """A download's job, refusing every function but the download's, and all callbacks and webhooks."""

    @property
    def func(self) -> Any:
        """The function to run.

        Raises:
            JobNotAllowed: it is another than `wire.DOWNLOAD_JOB`.
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
        """Nothing: RQ would open whatever URL Redis names."""

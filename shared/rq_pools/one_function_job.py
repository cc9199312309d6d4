"""A job that runs one function and no other.

JSON rules out pickle, but anyone who can write to Redis can name any importable function in a job.
"""

from typing import Any, ClassVar

from rq.job import Job


class JobNotAllowed(Exception):
    """A job names a function that this worker does not run."""


class OneFunctionJob(Job):
    """A job class for workers that run one function; it refuses all others, callbacks and webhooks.

    Attributes:
        allowed_function: its path, such as `package.module.function`.
    """

    allowed_function: ClassVar[str]

    @property
    def func(self) -> Any:
        """The function to run.

        Raises:
            JobNotAllowed: it is not the allowed one.
        """
        if self.func_name != self.allowed_function or self.instance is not None:
            raise JobNotAllowed(
                f"this worker runs {self.allowed_function}, not {str(self.func_name)[:200]!r}"
            )
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

"""Why an experiment failed, as a fact: sentences stand in the topic `experiments` below `failure`."""

from rq.exceptions import AbandonedJobError
from rq.job import Job
from rq.timeouts import JobTimeoutException

from lab.experiment import Fact
from words import printable

from .settings import MOST_LOST_RUNNERS

MAX_ERROR_CHARS = 500


class ExperimentFailed(Exception):
    """The experiment failed; the fact says why."""

    def __init__(self, fact: Fact) -> None:
        super().__init__(fact)
        self.fact = fact


def failure_of(job: Job, error: BaseException | None) -> Fact:
    """The failure of an experiment whose job raised this error."""
    if isinstance(error, ExperimentFailed):
        return error.fact
    if isinstance(error, JobTimeoutException):
        return Fact("timed-out", {"secs": job.timeout})
    if isinstance(error, AbandonedJobError):
        return Fact("runner-lost", {"times": MOST_LOST_RUNNERS + 1})
    return Fact("error", {"error": printable(f"{type(error).__name__}: {error}", MAX_ERROR_CHARS)})

"""Between a running experiment and Redis: what is measured, and what the tasks do, as records and events.

The experiment goes on while Redis is away: what cannot be written is logged and dropped. Its end is not
written here but with the end of its job (`lab_worker`).
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from redis.exceptions import RedisError

from lab.experiment import Experiment
from lab.running import ExperimentCancelled, Progress, TaskProgress
from wire import ExperimentProgress, note_batch_key
from wire.experiment_writes import forget_events, write_change, write_progress, write_start

from .lab_job import LabJob

T = TypeVar("T")
MOST_TASKS = 200  # of one event

log = logging.getLogger("lab_runner.publishing")


class Publisher:
    """What an experiment is given as `on_change` and `on_progress`.

    Args:
        job: the job that runs the experiment; it holds what was published last.
    """

    def __init__(self, job: LabJob) -> None:
        self._job = job
        self._events_of_leg: list[str] = []

    def begin(self, started_at: float) -> None:
        """Write that the experiment runs, from its beginning."""
        execution = self._job.execution
        if execution is not None:
            self._try(lambda: write_start(self._job, execution, started_at))

    def change(self, experiment: Experiment) -> None:
        """Write how far it has come, and publish that it has changed."""
        self._job.experiment = experiment
        execution = self._job.execution
        if execution is None or experiment.state != "running":
            return
        data, legs, last = experiment.to_dict(), gists(experiment), last_run(experiment)
        self._try(lambda: write_change(self._job, execution, data, legs, last))
        self.forget_progress()

    def progress(self, progress: Progress) -> None:
        """Publish which tasks of the running leg have changed."""
        execution = self._job.execution
        if execution is None:
            return
        for start in range(0, len(progress.tasks), MOST_TASKS):
            payload = _payload(progress, progress.tasks[start : start + MOST_TASKS])
            event_id = self._try(lambda payload=payload: write_progress(self._job, execution, payload))  # type: ignore[misc]
            self._events_of_leg += [event_id] if event_id else []

    def note_batch(self, key: str) -> None:
        """Keep the key of a batch that is about to be submitted.

        Raises:
            ExperimentCancelled: this runner no longer holds the job.
        """
        execution = self._job.execution
        if execution and self._try(lambda: note_batch_key(self._job, execution, key)) is False:
            raise ExperimentCancelled

    def forget_progress(self) -> None:
        """Delete the events of the leg that has ended."""
        ids, self._events_of_leg = self._events_of_leg, []
        self._try(lambda: forget_events(self._job.connection, ids))

    def _try(self, write: Callable[[], T]) -> T | None:
        try:
            return write()
        except RedisError as error:
            log.warning("could not write how %s runs: %s", self._job.id, error)
            return None


def _payload(progress: Progress, tasks: Sequence[TaskProgress]) -> ExperimentProgress:
    return ExperimentProgress(
        experiment=progress.experiment,
        leg=progress.leg,
        repeat=progress.repeat,
        elapsed_secs=progress.elapsed_secs,
        tasks=[[*task[:-1], [list(sample) for sample in task.samples]] for task in tasks],
    )


def gists(experiment: Experiment) -> list[dict[str, Any]]:
    """What a list of experiments shows of the legs that have been measured."""
    return [
        {
            "key": leg.plan.key,
            "median_secs": leg.summary.median_secs,
            "speed_up": leg.summary.speed_up,
        }
        for leg in experiment.legs
        if leg.summary is not None
    ]


def last_run(experiment: Experiment) -> tuple[str, int] | None:
    """The leg and the repeat that ended last."""
    runs = [(run.started_at, leg.plan.key, run.repeat) for leg in experiment.legs for run in leg.runs]
    return max(runs)[1:] if runs else None

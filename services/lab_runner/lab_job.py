"""The RQ job of an experiment."""

from typing import Any, ClassVar

from rq.executions import Execution

from lab.experiment import Experiment, Fact
from rq_pools import OneFunctionJob
from wire import EXPERIMENT_JOB


class LabJob(OneFunctionJob):
    """An experiment's job; its id is the experiment's.

    Attributes:
        execution: RQ's record that this runner holds the job; only set in the process that runs it.
        experiment: as far as it has come; likewise.
        failure: why the experiment failed; likewise.
    """

    allowed_function: ClassVar[str] = EXPERIMENT_JOB

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execution: Execution | None = None
        self.experiment: Experiment | None = None
        self.failure: Fact | None = None

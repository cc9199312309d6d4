"""The end of an experiment, written with the end of its job."""

from dataclasses import replace

from redis.client import Pipeline
from rq.job import JobStatus

from lab.experiment import Fact
from wire import ExperimentState
from wire.experiment_writes import add_end

from .lab_job import LabJob
from .publishing import gists

_ENDS: dict[JobStatus, ExperimentState] = {JobStatus.FINISHED: "finished", JobStatus.STOPPED: "cancelled"}

DEFAULT_KEEP_SECS = 3_600


def add_end_of(job: LabJob, pipeline: "Pipeline") -> None:
    """Add the end of the job's experiment to the transaction that ends the job.

    A result that cannot be written makes the experiment failed: its record never stays `running`.
    """
    try:
        _add(job, pipeline, _ENDS.get(job.get_status(refresh=False), "failed"))
    except ValueError as error:  # NaN or an infinity; nothing was added to the transaction
        job.experiment, job.failure = None, Fact("error", {"error": str(error)})
        _add(job, pipeline, "failed")


def _add(job: LabJob, pipeline: "Pipeline", state: ExperimentState) -> None:
    experiment = job.experiment
    if experiment is not None and experiment.state != state:
        experiment = replace(experiment, state=state, failure=job.failure)
    add_end(
        pipeline,
        job.id,
        state,
        keep_secs=job.result_ttl or DEFAULT_KEEP_SECS,
        experiment=experiment.to_dict() if experiment else None,
        legs=gists(experiment) if experiment else [],
        failure={"code": job.failure.code, "values": job.failure.values} if job.failure else None,
    )

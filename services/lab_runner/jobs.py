"""The function of every job: runs one experiment, and reports its end in RQ's terms."""

import time
from collections.abc import Callable

from rq import get_current_job

from client import Client
from lab.experiment import Experiment, Fact, InvalidPlan, Plan
from lab.running import run_experiment
from lab.running.distributed import ApiRunner
from wire import ExperimentRecord, find_experiment

from .cancelling import Cancelled
from .failures import ExperimentFailed
from .lab_job import LabJob
from .leftovers import cancel_leftover
from .publishing import Publisher
from .redis_witness import RedisWitness
from .settings import LabSettings
from .turn import own_turn


class ExperimentStopped(Exception):
    """The experiment was cancelled, or is about to be handed back because its runner stops."""


def run(experiment_id: str) -> None:
    """Run one experiment, and leave it with the job, whose worker writes its end.

    Args:
        experiment_id: of a record in Redis; nothing else of it comes from the job.

    Raises:
        ExperimentFailed: it failed.
        ExperimentStopped: it was interrupted.
        RuntimeError: it was called outside of a lab runner.
    """
    job = get_current_job()
    if not isinstance(job, LabJob) or job.id != experiment_id:
        raise RuntimeError("an experiment runs in the lab runner, under its own job")
    record = find_experiment(job.connection, experiment_id)
    if record is None:
        raise ExperimentFailed(Fact("unreadable"))
    cancelled = Cancelled(job.connection, experiment_id)
    settings = LabSettings.read()
    with own_turn(job.connection, cancelled, lock_secs=settings.lease_secs) as is_ours:
        if not is_ours or cancelled():
            raise ExperimentStopped
        _end(job, _run(job, record, settings, cancelled))


def _run(
    job: LabJob, record: ExperimentRecord, settings: LabSettings, cancelled: Callable[[], bool]
) -> Experiment:
    plan = _plan_of(record)
    client = Client(settings.front_url)
    cancel_leftover(job.connection, client, record)
    publisher = Publisher(job)
    publisher.begin(time.time())
    try:
        return run_experiment(
            plan,
            on_change=publisher.change,
            on_progress=publisher.progress,
            cancelled=cancelled,
            distributed=ApiRunner(
                client,
                origin_url=settings.origin_url,
                redis=RedisWitness(job.connection),
                before_submit=publisher.note_batch,
            ),
            origin_url=settings.origin_url or None,
            experiment_id=record.id,
            created_at=record.created_at,
        )
    finally:
        publisher.forget_progress()


def _plan_of(record: ExperimentRecord) -> Plan:
    try:
        plan = Plan.from_dict(record.plan)
    except (InvalidPlan, TypeError, KeyError) as error:
        raise ExperimentFailed(Fact("unreadable")) from error
    if plan.own is not None:
        raise ExperimentFailed(Fact("unreadable"))  # no request can ask for tasks of its own
    return plan


def _end(job: LabJob, experiment: Experiment) -> None:
    job.experiment = experiment
    if experiment.state == "failed":
        raise ExperimentFailed(experiment.failure or Fact("unreadable"))
    if experiment.state == "cancelled":
        raise ExperimentStopped

"""Experiments as the API shows them: from their records, or as the runner has kept them."""

import gzip
from dataclasses import asdict
from typing import Any

from redis import Redis

from concurrency import MODELS
from front.problems import Problem
from front.schemas import ExperimentGist, LegGist
from lab.experiment import JOB_GONE, Experiment, Fact, InvalidPlan, Leg, LegPlan, Plan
from wire import (
    ExperimentRecord,
    fail_without_job,
    find_experiment,
    newest_experiments,
    read_result,
    waiting_experiments,
)
from wire.experiments import pack_result


def known_experiment(redis: "Redis", experiment_id: str) -> ExperimentRecord:
    """The record.

    Raises:
        Problem: there is none.
    """
    record = find_experiment(redis, experiment_id)
    if record is not None and fail_without_job(redis, record, asdict(JOB_GONE)):
        record = find_experiment(redis, experiment_id)
    if record is None:
        raise Problem(404, "no-such-experiment", id=experiment_id)
    return record


def all_experiments(redis: "Redis") -> list[ExperimentGist]:
    """All that are kept, newest first, without their tasks."""
    records = newest_experiments(redis)
    if sum(fail_without_job(redis, record, asdict(JOB_GONE)) for record in records):
        records = newest_experiments(redis)
    waiting = waiting_experiments(redis)
    return [gist for record in records if (gist := _gist(record, waiting)) is not None]


def packed(redis: "Redis", record: ExperimentRecord) -> bytes:
    """The whole experiment as gzipped JSON: as the runner has kept it, or from the record alone.

    Raises:
        Problem: the record cannot be read.
    """
    kept = read_result(redis, record.id)
    return kept or pack_result(from_record(record, waiting_experiments(redis)).to_dict())


def unpacked(redis: "Redis", record: ExperimentRecord) -> bytes:
    """The same as JSON."""
    return gzip.decompress(packed(redis, record))


def from_record(record: ExperimentRecord, waiting: list[str]) -> Experiment:
    """The experiment without anything measured.

    Args:
        record: what is kept of it.
        waiting: the ids on the queue, the next one first.

    Raises:
        Problem: the record cannot be read.
    """
    try:
        plan = Plan.from_dict(record.plan)
    except (InvalidPlan, TypeError, KeyError) as error:
        raise Problem(404, "unreadable-experiment", id=record.id) from error
    return Experiment(
        id=record.id,
        plan=plan,
        state=record.state,
        created_at=record.created_at,
        legs=tuple(Leg(leg, _slots(plan, leg)) for leg in plan.legs),
        started_at=record.started_at,
        ended_at=record.ended_at,
        failure=_failure(record),
        position=_position(record, waiting),
    )


def _slots(plan: Plan, leg: LegPlan) -> int:
    """How many of its tasks run at a time; 0 for a distributed leg, whose workers nobody has asked yet."""
    model = MODELS.get(leg.model)
    return model.at_a_time(plan.slots, plan.tasks) if model else 0


def _gist(record: ExperimentRecord, waiting: list[str]) -> ExperimentGist | None:
    try:
        legs = [LegGist(**leg) for leg in record.legs]
        known: dict[str, Any] = {
            name: getattr(record, name) for name in ("id", "state", "created_at", "started_at", "ended_at")
        }
        plan: Any = Plan.from_dict(record.plan).to_dict()
        return ExperimentGist(
            **known, plan=plan, failure=_failure(record), position=_position(record, waiting), legs=legs
        )
    except (ValueError, TypeError, KeyError):
        return None  # foreign data in one record must not hide the others


def _failure(record: ExperimentRecord) -> Fact | None:
    return Fact(**record.failure) if record.failure else None


def _position(record: ExperimentRecord, waiting: list[str]) -> int | None:
    return waiting.index(record.id) + 1 if record.state == "queued" and record.id in waiting else None

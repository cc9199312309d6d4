"""A runner that wakes after its lease writes nothing over the next attempt at its experiment."""

import pytest
from redis import Redis
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue
from rq.serializers import JSONSerializer

from rq_pools.leases import HandBack, Leases
from tests.helpers.lab_process import LabRoom
from tests.helpers.pool_leases import take_one
from tests.helpers.redis_contents import contents
from wire import LAB_QUEUE, ExperimentProgress
from wire.experiment_writes import (
    cancel_experiment,
    write_change,
    write_hand_back,
    write_progress,
    write_start,
)

Held = tuple[Job, Execution]


def queue_of(redis: "Redis") -> Queue:
    return Queue(LAB_QUEUE, connection=redis, serializer=JSONSerializer)


def taken_by(runner: str, redis: "Redis") -> Held:
    """The next experiment's job, held by this runner."""
    execution = take_one(Leases(redis, runner), queue_of(redis))
    return Job.fetch(execution.job_id, connection=redis, serializer=JSONSerializer), execution


@pytest.fixture
def late(room: LabRoom) -> Held:
    """The first attempt, as its runner has it, while a second runner is in the second."""
    room.submit()
    job, execution = taken_by("first", room.redis)
    assert write_start(job, execution, 1.0)
    answer = Leases(room.redis, "second").recover(
        queue_of(room.redis), execution, max_takeovers=2, only_if_gone=True
    )
    assert answer is HandBack.DONE
    assert write_hand_back(room.redis, job.id)
    again = taken_by("second", room.redis)
    assert write_start(*again, 2.0)
    assert write_change(*again, {"of": "the second"}, [], ("sequential", 0))
    return job, execution


def test_it_writes_no_start_no_change_and_no_progress(late: Held, room: LabRoom) -> None:
    before = contents(room.redis)

    assert not write_start(*late, 3.0)
    assert not write_change(*late, {"of": "the first"}, [], None)
    assert write_progress(*late, ExperimentProgress(late[0].id, "sequential", 0, 0.0, [])) is None

    assert contents(room.redis) == before
    record = room.record(late[0].id)
    assert (record.state, record.started_at, record.attempts) == ("running", 2.0, 2)


def test_a_hand_back_that_is_written_late_does_not_take_the_next_attempts_result(
    late: Held, room: LabRoom
) -> None:
    before = contents(room.redis)

    assert not write_hand_back(room.redis, late[0].id)

    assert contents(room.redis) == before


def test_a_hand_back_that_is_written_after_a_cancel_leaves_the_experiment_cancelled(room: LabRoom) -> None:
    room.submit()
    job, execution = taken_by("first", room.redis)
    assert write_start(job, execution, 1.0)
    recovered = Leases(room.redis, "second").recover(
        queue_of(room.redis), execution, max_takeovers=2, only_if_gone=True
    )
    assert recovered is HandBack.DONE
    assert cancel_experiment(room.redis, room.record(job.id)) == "cancelled"

    assert not write_hand_back(room.redis, job.id)

    assert room.record(job.id).state == "cancelled"


def test_nothing_is_written_of_an_experiment_that_is_gone(room: LabRoom) -> None:
    experiment_id = room.submit()
    held = taken_by("only", room.redis)
    room.redis.delete(f"parallax:experiment:{experiment_id}")
    before = contents(room.redis)

    assert not write_start(*held, 1.0)

    assert contents(room.redis) == before

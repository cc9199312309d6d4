"""The end of an experiment is always written."""

import pytest
from rq.job import JobStatus
from rq.serializers import JSONSerializer

from lab_runner.ending import add_end_of
from lab_runner.lab_job import LabJob
from tests.helpers.experiments import experiment, leg, leg_run, task
from tests.helpers.lab_process import LabRoom
from wire.experiments import read_result


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_a_result_that_json_cannot_say_makes_the_experiment_failed(room: LabRoom, figure: float) -> None:
    job = LabJob.fetch(room.submit(), connection=room.redis, serializer=JSONSerializer)
    assert isinstance(job, LabJob)
    room.redis.hset(f"parallax:experiment:{job.id}", "state", "running")
    job.experiment = experiment(leg(leg_run(task(), makespan_secs=figure)))
    with room.redis.pipeline() as pipeline:
        job.set_status(JobStatus.FINISHED)
        add_end_of(job, pipeline)
        pipeline.execute()
    record = room.record(job.id)
    assert (record.state, read_result(room.redis, job.id)) == ("failed", None)
    assert record.failure is not None
    assert record.failure["code"] == "error"

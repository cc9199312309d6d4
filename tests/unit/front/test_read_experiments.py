"""An experiment that waits is shown from its record alone."""

from front.experiments.read_experiments import from_record
from lab.experiment import LegPlan, Plan
from wire import ExperimentRecord


def test_legs_that_wait_have_the_slots_that_they_will_have() -> None:
    models = ("sequential", "threads", "thread_pool", "asyncio_gather", "distributed")
    legs = tuple(LegPlan(model, pool="threads" if model == "distributed" else "") for model in models)
    plan = Plan("waiting", legs, tasks=16, slots=8).to_dict()
    shown = from_record(ExperimentRecord("0" * 32, plan, "queued", created_at=1.0, keep_secs=60), [])
    assert [leg.slots for leg in shown.legs] == [1, 16, 8, 1, 0]

"""A distributed leg runs the same tasks on RQ workers, beside the local legs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from client import Client
from console.stack import Stack, StackOptions, running_stack
from lab.experiment import LegPlan, Plan
from lab.running import run_experiment
from lab.running.distributed import ApiRunner, RedisShare
from tests.helpers.seen_progress import SeenProgress

LEGS = (LegPlan("sequential"), LegPlan("distributed", pool="threads"), LegPlan("distributed", pool="any"))


class Witness:
    """Stands for what watches Redis: its figures are of the batch that it is told."""

    def begin(self) -> Callable[[str], RedisShare]:
        return lambda batch: RedisShare(100, len(batch), 0.25)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(StackOptions(directory=tmp_path_factory.mktemp("stack"), slots=4)) as stack:
        yield stack


@pytest.mark.parametrize("workload", ["waiting", "http"])
def test_workers_run_the_same_tasks(stack: Stack, workload: str) -> None:
    seen = SeenProgress()
    runner = ApiRunner(Client(stack.front_url), origin_url=stack.origin_url, redis=Witness())
    plan = Plan.from_dict(
        {"workload": workload, "legs": [], "tasks": 8, "slots": 4, "repeats": 1, "scale": 0.5}
        | {"legs": [{"model": leg.model, "pool": leg.pool} for leg in LEGS]}
    )
    experiment = run_experiment(plan, distributed=runner, origin_url=stack.origin_url, on_progress=seen)
    local, threads, both = experiment.legs
    assert (threads.workers, threads.slots, threads.python) == (1, 4, None)
    assert both.workers is not None
    assert both.workers >= 2
    for leg in (threads, both):
        (run,) = leg.runs
        assert [task.ended for task in run.tasks] == ["finished"] * 8
        assert run.functions == local.runs[0].functions
        assert (run.redis_commands, run.redis_bytes, run.clock_bound_secs) == (100, 32, 0.25)
        assert (run.workers, run.slots) == (leg.workers, leg.slots)
        assert run.worker_cores == pytest.approx(experiment.machine.cores if experiment.machine else 0)
        assert leg.summary is not None
        assert leg.summary.speed_up is not None
        assert leg.summary.speed_up > 1.5
        assert {task.task for each in seen.all if each.leg == leg.plan.key for task in each.tasks} == set(
            range(8)
        )


def test_a_cancel_cancels_what_the_workers_have(stack: Stack) -> None:
    client, seen = Client(stack.front_url), SeenProgress()
    plan = Plan("waiting", (LegPlan("distributed", pool="threads"),), tasks=8, scale=20.0)
    experiment = run_experiment(
        plan, distributed=ApiRunner(client), on_progress=seen, cancelled=lambda: bool(seen.pids())
    )
    assert experiment.state == "cancelled"
    assert all(view["cancel_requested"] or view["state"] == "cancelled" for view in _newest(client, 8))


def test_without_a_front_the_leg_is_unavailable(tmp_path: Path) -> None:
    runner = ApiRunner(Client("http://127.0.0.1:9"))
    plan = Plan("waiting", (LegPlan("distributed", pool="any"), LegPlan("sequential")), tasks=1, scale=0.01)
    experiment = run_experiment(plan, distributed=runner)
    assert experiment.legs[0].unavailable is not None
    assert experiment.legs[0].unavailable.code == "no-front"
    assert experiment.state == "finished"


def _newest(client: Client, count: int) -> list[dict[str, object]]:
    downloads = client.downloads()
    return [dict(next(downloads)) for _ in range(count)]

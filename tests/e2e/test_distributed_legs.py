"""The distributed leg of an experiment over several containers, and one of them killed in mid-leg."""

import subprocess
from typing import Any

import pytest

from client import Client
from lab.experiment import Experiment, LegRun
from lab.lanes import make_lanes
from tests.e2e.project import Project
from tests.helpers.waiting import wait_until

SERVICE = "worker-threads"
LEG = "distributed:threads"
# With this seed 2, 4 and 8 slots have the same load to within 4 %: 32 tasks, 118 : 59 : 30.5 of the time.
SHORT: dict[str, Any] = {"tasks": 32, "seed": 34, "scale": 1.4}
LONG: dict[str, Any] = {"tasks": 12, "seed": 1, "scale": 2.0}


@pytest.fixture
def client(project: Project) -> Client:
    return Client(project.url)


def start(client: Client, **fields: Any) -> str:
    """Start an experiment with a distributed leg on slots of threads, beside its baseline."""
    body = {"workload": "waiting", "distributed": ["threads"], "slots": 2, "repeats": 1, **fields}
    experiment_id: str = client.submit_experiment(body)["id"]
    return experiment_id


def run_of_workers(client: Client, experiment_id: str) -> tuple[Experiment, LegRun]:
    """The experiment once it has finished, and the one run of its distributed leg."""
    shown = client.wait_for_experiment(experiment_id, within_secs=180)
    assert shown["state"] == "finished", shown
    experiment = Experiment.from_dict(shown)
    [leg] = [leg for leg in experiment.legs if leg.plan.key == LEG]
    assert leg.failure is None
    [run] = leg.runs
    return experiment, run


def test_the_leg_has_lanes_of_each_container_and_four_take_at_least_3_4_times_less_than_one(
    project: Project, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    taken: dict[int, float] = {}
    for count in (1, 2, 4):
        project.scale(SERVICE, count)
        experiment, run = run_of_workers(client, start(client, **SHORT))
        [_, leg] = experiment.legs
        assert (leg.workers, leg.slots) == (count, 2 * count)
        assert [task.ended for task in run.tasks] == ["finished"] * 32
        lanes = make_lanes(run)
        assert [lane.host_number for lane in lanes] == [n for n in range(1, count + 1) for _slot in range(2)]
        assert run.redis_commands is not None
        assert run.clock_bound_secs is not None
        assert run.clock_bound_secs < 5, "containers of one machine share its clock"
        taken[count] = run.makespan_secs

    ratio = taken[1] / taken[4]
    with capsys.disabled():
        told = ", ".join(f"{count} {SERVICE}: {secs:.2f} s" for count, secs in taken.items())
        print(f"\n32 waiting tasks, 2 slots a container: {told}; ratio {ratio:.2f}")
    assert ratio >= 3.4


def test_killing_a_container_in_mid_leg_is_in_the_result_the_picture_and_the_report(
    project: Project, client: Client
) -> None:
    project.scale(SERVICE, 2)
    experiment_id = start(client, **LONG)

    victim = kill_a_busy_container(project, client)

    experiment, run = run_of_workers(client, experiment_id)
    lost = [task for task in run.tasks if task.ended == "lost"]
    assert {task.host for task in lost} == {victim}
    assert len(lost) == 2
    finished = {task.index: task for task in run.tasks if task.ended == "finished"}
    assert sorted(finished) == list(range(12))
    for task in lost:
        assert finished[task.index].host != victim
        assert finished[task.index].started_secs >= task.ended_secs
    report = client.experiment_report(experiment.id, "html").decode()
    picture = client.experiment_report(experiment.id, "svg").decode()
    assert "2 tasks were lost when their worker died, and were taken over." in report
    for document in (report, picture):
        assert 'fill="url(#again)"' in document
        assert "handed back or lost; ran again" in document


def kill_a_busy_container(project: Project, client: Client) -> str:
    """Kill the first container of threads as soon as both of its slots run tasks; returns its host name."""
    containers = [container["ID"] for container in project.containers(SERVICE)]
    victim: str = containers[0]

    def both_slots_run() -> bool:
        workers = client.workers()["workers"]
        return any(victim.startswith(w["hostname"]) and len(w["running"]) == 2 for w in workers)

    wait_until(both_slots_run, within_secs=60, saying="two tasks run")
    subprocess.run(["docker", "kill", "--signal", "KILL", victim], check=True, capture_output=True)
    return victim[:12]

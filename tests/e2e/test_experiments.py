"""Experiments in real containers: measured to the end, and begun anew when the lab is killed."""

import os
from typing import Any

import pytest

from client import Client
from lab.experiment import Experiment
from tests.e2e.project import Project
from tests.helpers.waiting import wait_until

BODY: dict[str, Any] = {
    "workload": "waiting",
    "models": ["sequential", "thread_pool", "process_pool", "interpreter_pool"],
    "distributed": ["threads"],
    "tasks": 4,
    "slots": 4,
    "repeats": 1,
    "scale": 0.5,
}
FREE_THREADED_IMAGE = "PARALLAX_TEST_FREE_THREADED_IMAGE"
KILL_THE_RUNNER = """
import os, pathlib, signal
for process in pathlib.Path("/proc").glob("[0-9]*"):
    if b"lab_runner" in (process / "cmdline").read_bytes() and int(process.name) != os.getpid():
        os.kill(int(process.name), signal.SIGKILL)
"""


@pytest.fixture
def client(project: Project) -> Client:
    return Client(project.url)


def test_an_experiment_with_a_distributed_leg_is_measured(client: Client) -> None:
    assert client.lab()["is_up"]
    submitted = client.submit_experiment(BODY)

    shown = client.wait_for_experiment(submitted["id"], within_secs=120)

    experiment = Experiment.from_dict(shown)
    assert experiment.state == "finished", shown
    legs = {leg.plan.key: leg for leg in experiment.legs}
    seen = {key: (leg.unavailable, len(leg.runs)) for key, leg in legs.items()}
    assert seen == dict.fromkeys([*BODY["models"], "distributed:threads"], (None, 1))
    [run] = legs["distributed:threads"].runs
    assert [task.ended for task in run.tasks] == ["finished"] * 4
    assert run.redis_commands
    assert {task.host for task in run.tasks} != {task.host for task in legs["thread_pool"].runs[0].tasks}
    assert b"distributed" in client.experiment_report(experiment.id, "csv")
    assert [worker["pool"] for worker in client.workers()["workers"]].count("lab") == 0


def test_a_lab_killed_in_mid_leg_is_restarted_and_begins_anew(project: Project, client: Client) -> None:
    long = {**BODY, "models": ["sequential", "processes"], "distributed": [], "tasks": 16, "scale": 1.0}
    experiment_id = client.submit_experiment(long)["id"]
    wait_until(
        lambda: client.experiment(experiment_id)["state"] == "running", within_secs=60, saying="running"
    )

    project.compose("exec", "-T", "lab", "python", "-c", KILL_THE_RUNNER, check=False)

    shown = client.wait_for_experiment(experiment_id, within_secs=180)
    assert shown["state"] == "finished", shown
    attempts = project.redis(f"hget parallax:experiment:{experiment_id} attempts")
    assert attempts == ["2"]


@pytest.mark.skipif(FREE_THREADED_IMAGE not in os.environ, reason=f"{FREE_THREADED_IMAGE} is not set")
def test_a_worker_on_a_python_without_the_gil_says_so_and_downloads() -> None:
    project = Project(PARALLAX_FREE_THREADED_IMAGE=os.environ[FREE_THREADED_IMAGE])
    service = ("--profile", "free-threads")
    try:
        project.compose(*service, "up", "--build", "--detach", "--wait", "redis", "origin", "front")
        project.compose(*service, "up", "--build", "--detach", "--wait", "--no-deps", "worker-free-threads")
        client = Client(project.url)
        [free] = [worker for worker in client.workers()["workers"] if worker["gil"] is False]
        batch = client.submit({"items": [{"url": "http://origin:8081/files/a.bin?bytes=1000"}]})["batch"]
        wait_until(lambda: client.batch(batch["id"])["done"], within_secs=60, saying="done")
        [shown] = client.downloads(batch=batch["id"])
        assert (free["pool"], shown["state"]) == ("threads", "finished")
        assert "the GIL is off" in project.compose(*service, "logs", "worker-free-threads")
    finally:
        project.compose(*service, "down", "--volumes")

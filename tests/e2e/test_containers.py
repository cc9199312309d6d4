"""The project as people run it: real images, real containers, HTTP from outside."""

import hashlib
import random
import re
import subprocess
from typing import Any

import pytest
import urllib3

from client import Client
from tests.e2e.following import Follower, wait_for_batch, wait_for_event
from tests.e2e.project import Project
from wire import POOLS

SERVICES = ["redis", "origin", "front", "lab", "worker-threads", "worker-processes", "worker-interpreters"]
SEED = 1


@pytest.fixture
def client(project: Project) -> Client:
    return Client(project.url)


def same_length_items(count: int, secs: float) -> dict[str, Any]:
    """Simulated downloads that take `secs` each: the same name and seed give the same duration."""
    drawn = random.Random(f"{SEED}/C++").randint(5, 10)
    return {"items": [{"name": "C++"}] * count, "seed": SEED, "time_scale": secs / drawn}


def makespan_secs(follower: Follower, batch: str) -> float:
    """Seconds from the first start to the last end, by the events."""
    started: list[float] = [event["at"] for event in follower.of(batch, "started")]
    finished: list[float] = [event["at"] for event in follower.of(batch, "finished")]
    return max(finished) - min(started)


def test_the_page_answers_on_loopback_alone_and_no_other_service_publishes_a_port(project: Project) -> None:
    services = project.configuration()["services"]
    published = {name: service["ports"] for name, service in services.items() if service.get("ports")}

    assert list(published) == ["front"]
    assert [port["host_ip"] for port in published["front"]] == ["127.0.0.1"]
    page = urllib3.request("GET", project.url + "/")
    assert page.status == 200
    assert b"Parallax" in page.data


@pytest.mark.parametrize("service", SERVICES)
def test_the_service_has_a_health_check_is_healthy_and_does_not_run_as_root(
    project: Project, service: str
) -> None:
    containers = project.containers(service)

    assert [container["Health"] for container in containers] == ["healthy"]
    assert project.compose("exec", "-T", service, "id", "-u").strip() != "0"


def test_redis_refuses_who_does_not_know_the_password(project: Project) -> None:
    said = project.compose("exec", "-T", "redis", "sh", "-c", "redis-cli ping || true")

    assert "NOAUTH" in said


def test_the_password_is_random_and_stays_when_the_services_start_again(project: Project) -> None:
    read = ("exec", "-T", "redis", "cat", "/run/secrets/redis_password")
    password = project.compose(*read)

    project.compose("restart", "redis-password")
    project.compose("up", "--detach", "--wait")

    assert re.fullmatch("[0-9a-f]{64}", password)
    assert project.compose(*read) == password


@pytest.mark.parametrize("pool", POOLS)
def test_names_and_real_files_are_downloaded_and_the_file_comes_back_whole(client: Client, pool: str) -> None:
    url = f"http://origin:8081/files/{pool}.bin?bytes=3000000"
    items = [{"name": "Python3.7"}, {"url": url}]
    accepted = client.submit({"items": items, "pool": pool, "time_scale": 0.05})

    view = wait_for_batch(client, accepted["batch"]["id"], within_secs=60)

    assert view["states"]["finished"] == 2, list(client.downloads(batch=view["id"]))
    real = next(d for d in client.downloads(batch=view["id"]) if d["url"])
    assert real["links"]["file"]
    assert real["outcome"]
    assert real["runner"]
    stored = urllib3.request("GET", client.url + real["links"]["file"])
    assert len(stored.data) == 3_000_000
    assert hashlib.sha256(stored.data).hexdigest() == real["outcome"]["sha256"]
    assert real["runner"]["task"] == "download_task.task.download_task"


@pytest.mark.parametrize("pool", ["threads"])
def test_four_containers_take_at_least_3_4_times_less_than_one(
    project: Project, client: Client, pool: str, capsys: pytest.CaptureFixture[str]
) -> None:
    taken: dict[int, float] = {}
    for count in (1, 4):
        project.scale(f"worker-{pool}", count)
        follower = Follower(client)
        batch = client.submit({**same_length_items(64, 1.0), "pool": pool})["batch"]["id"]
        view = wait_for_batch(client, batch, within_secs=120)
        assert view["states"]["finished"] == 64
        wait_for_event(follower, batch, "finished", 64, within_secs=10)
        taken[count] = makespan_secs(follower, batch)
        hosts = {event["data"]["runner"]["host"] for event in follower.of(batch, "started")}
        assert len(hosts) == count
    project.scale(f"worker-{pool}", 1)

    ratio = taken[1] / taken[4]
    with capsys.disabled():
        print(f"\n64 downloads of 1 s, 2 {pool} a container: 1 container {taken[1]:.2f} s, ", end="")
        print(f"4 containers {taken[4]:.2f} s, ratio {ratio:.2f}")
    assert ratio >= 3.4


@pytest.mark.parametrize("pool", ["threads", "interpreters"])
def test_killing_a_worker_container_loses_nothing_and_is_shown(
    project: Project, client: Client, pool: str
) -> None:
    project.scale(f"worker-{pool}", 2)
    follower = Follower(client)
    batch = client.submit({**same_length_items(16, 3.0), "pool": pool})["batch"]["id"]
    wait_for_event(follower, batch, "started", 4, within_secs=30)
    victim = project.containers(f"worker-{pool}")[0]

    subprocess.run(["docker", "kill", "--signal", "KILL", victim["ID"]], check=True, capture_output=True)
    view = wait_for_batch(client, batch, within_secs=150)

    assert view["states"]["finished"] == 16
    lost = follower.of(batch, "handed-back")
    assert {event["data"]["ended"] for event in lost} == {"lost"}
    again = {event["download"] for event in lost}
    assert len(again) == 2
    shown = {d["id"]: d for d in client.downloads(batch=batch)}
    assert all(shown[d]["handed_back"] == ["worker lost"] and len(shown[d]["runs"]) == 2 for d in again)


def test_a_download_with_a_retry_outlives_the_process_that_ran_it(project: Project, client: Client) -> None:
    follower = Follower(client)
    body = {**same_length_items(1, 5.0), "pool": "processes", "retries": 1}
    batch = client.submit(body)["batch"]["id"]
    wait_for_event(follower, batch, "started", 1, within_secs=30)
    pid = follower.of(batch, "started")[0]["data"]["runner"]["pid"]

    project.compose("exec", "-T", "worker-processes", "sh", "-c", f"kill -KILL {pid}")

    assert wait_for_batch(client, batch, within_secs=30)["states"]["finished"] == 1
    (retrying,) = follower.of(batch, "retrying")
    failure = retrying["data"]["failure"]
    assert (failure["reason"], failure["values"]["signal"]) == ("process-killed", "SIGKILL")
    (shown,) = client.downloads(batch=batch)
    assert (len(shown["runs"]), shown["handed_back"]) == (2, [])


@pytest.mark.parametrize("pool", ["threads", "interpreters"])
def test_stopping_the_workers_hands_unfinished_downloads_back(
    project: Project, client: Client, pool: str
) -> None:
    project.scale(f"worker-{pool}", 1)
    follower = Follower(client)
    batch = client.submit({**same_length_items(4, 8.0), "pool": pool})["batch"]["id"]
    wait_for_event(follower, batch, "started", 2, within_secs=30)

    project.compose("stop", f"worker-{pool}")

    assert client.batch(batch)["states"] == {**dict.fromkeys(client.batch(batch)["states"], 0), "queued": 4}
    assert [e["data"]["ended"] for e in follower.of(batch, "handed-back")] == ["handed-back"] * 2
    project.scale(f"worker-{pool}", 1)
    assert wait_for_batch(client, batch, within_secs=90)["states"]["finished"] == 4


def test_a_restart_of_redis_in_mid_batch_loses_nothing(project: Project, client: Client) -> None:
    follower = Follower(client)
    batch = client.submit({**same_length_items(12, 2.0), "pool": "any"})["batch"]["id"]
    wait_for_event(follower, batch, "started", 4, within_secs=30)

    project.compose("restart", "redis")
    project.compose("up", "--detach", "--wait")

    assert wait_for_batch(client, batch, within_secs=120)["states"]["finished"] == 12

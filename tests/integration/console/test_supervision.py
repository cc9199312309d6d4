"""`parallax serve` when a service dies, when it must not start, and what it tells."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import urllib3

from tests.helpers.cli import parallax
from tests.helpers.serve_process import SHORT_LEASE, Serve, processes_of, running_serve

SERVICES = ["redis", "origin", "front", "lab", "worker-threads", "worker-processes"]


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    with running_serve(tmp_path_factory.mktemp("serve")) as running:
        yield running


@pytest.mark.parametrize("service", SERVICES)
def test_a_killed_service_is_started_again_and_a_download_finishes(serve: Serve, service: str) -> None:
    killed = serve.pid_of(service)

    before = len(serve.told())
    os.kill(killed, signal.SIGKILL)

    serve.wait_until_told(f"{service} is up again", after=before)
    assert f"{service} was ended by SIGKILL" in serve.told()
    assert serve.pid_of(service) != killed
    batch = serve.submit(serve.file_url(f"{service}.bin", bytes=10_000))
    serve.wait_for(batch, "finished", 1)
    assert serve.process.poll() is None


def test_a_killed_guard_takes_its_service_along_and_both_are_started_again(serve: Serve) -> None:
    service = psutil.Process(serve.pid_of("origin"))

    before = len(serve.told())
    service.parent().kill()

    serve.wait_until_told("origin is up again", after=before)
    # Where nobody waits for orphans, an ended one stays as a zombie.
    assert not service.is_running() or service.status() == psutil.STATUS_ZOMBIE


def test_while_one_worker_is_away_another_takes_its_downloads_over(tmp_path: Path) -> None:
    with running_serve(tmp_path, **SHORT_LEASE) as serve:
        batch = serve.submit(serve.file_url("slow.bin", bytes=10_000, delay_secs=2))
        serve.wait_for(batch, "running", 1)
        workers = urllib3.request("GET", f"{serve.url}/api/v1/workers").json()["workers"]
        busy = next(worker["pid"] for worker in workers if worker["running"])

        os.kill(busy, signal.SIGKILL)

        serve.wait_for(batch, "finished", 1)


def test_what_was_queued_survives_the_death_of_redis(tmp_path: Path) -> None:
    with running_serve(tmp_path) as serve:
        batch = serve.submit(*(f"name {number}" for number in range(50)))

        os.kill(serve.pid_of("redis"), signal.SIGKILL)

        serve.wait_for(batch, "finished", 50)


def test_a_second_stack_in_the_same_folder_is_refused_and_the_first_goes_on(serve: Serve) -> None:
    done = parallax("serve", "--port", "0", "--data", str(serve.data))

    assert done.returncode == 1
    assert f"Another Parallax (process {serve.process.pid})" in done.stderr
    assert "--data" in done.stderr
    batch = serve.submit("a")
    serve.wait_for(batch, "finished", 1)


def test_a_taken_port_of_the_origin_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (tmp_path / "parallax.json").write_text(json.dumps({"origin_port": port}))

        done = parallax("serve", "--port", "0", "--data", str(tmp_path))

    assert done.returncode == 1
    assert f"Port {port}, where the origin listened before, is taken" in done.stderr
    assert "--origin-port" in done.stderr


def test_a_service_that_cannot_start_is_named_with_its_error_and_its_log_and_nothing_is_left(
    tmp_path: Path,
) -> None:
    done = parallax("serve", "--port", "0", "--data", str(tmp_path), PARALLAX_LOG_LEVEL="LOUD")

    assert done.returncode == 1
    said = done.stderr.replace("\n", "")
    assert "did not start; it exited with code 2: cannot start: PARALLAX_LOG_LEVEL" in said
    assert f"log: {tmp_path.resolve()}/logs/" in said
    assert processes_of(tmp_path) == []


def test_data_of_another_server_is_refused_by_name(tmp_path: Path) -> None:
    memory = {"server_kind": "redis", "server_version": "99.0.0"}
    (tmp_path / "parallax.json").write_text(json.dumps(memory))

    done = parallax("serve", "--port", "0", "--data", str(tmp_path))

    assert done.returncode == 1
    assert "was written by Redis 99.0.0" in done.stderr
    assert "Valkey" in done.stderr


def test_a_server_that_is_installed_later_does_not_take_over_another_ones_data(tmp_path: Path) -> None:
    with running_serve(tmp_path) as serve:
        batch = serve.submit("a", pool="interpreters")
    installed = tmp_path / "bin" / "redis-server"
    installed.parent.mkdir()
    installed.write_text('#!/bin/sh\necho "Redis server v=7.0.15 sha=0"\n')
    installed.chmod(0o755)

    path = f"{installed.parent}{os.pathsep}{os.environ['PATH']}"
    with running_serve(tmp_path, PATH=path) as again:
        assert sum(again.states(batch).values()) == 1


def test_why_a_pool_has_no_worker_is_told_in_the_api(serve: Serve) -> None:
    pools = urllib3.request("GET", f"{serve.url}/api/v1/workers").json()["pools"]

    found = {pool["name"]: pool for pool in pools}
    assert found["threads"]["served"] is True
    assert found["threads"]["unserved"] is None
    if not found["interpreters"]["served"]:
        assert found["interpreters"]["unserved"]["reason"] in ("no-python-3-14", "installing")

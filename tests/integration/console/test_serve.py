"""`parallax serve` and the commands that talk to it, each as a process of its own."""

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from tests.helpers.cli import parallax
from tests.helpers.serve_process import Serve, running_serve

HERE = {"threads", "processes"} | ({"interpreters"} if sys.version_info >= (3, 14) else set())


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    with running_serve(tmp_path_factory.mktemp("serve")) as running:
        yield running


def test_submit_and_watch_follow_a_batch_to_its_end_and_exit_0(serve: Serve) -> None:
    done = parallax("submit", "Python3.7", "C++", "--time-scale", "0.05", "--watch", "--url", serve.url)

    assert done.returncode == 0, done.stderr
    assert "2 finished" in done.stdout
    assert "C++: started" in done.stderr


def test_a_url_is_really_downloaded_and_a_program_learns_its_digest(serve: Serve) -> None:
    url = f"{serve.said['origin']}/files/a.bin?bytes=100000"

    done = parallax("submit", url, "--pool", "processes", "--watch", "--json", "--url", serve.url)

    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    batch = events[-1]
    assert batch["states"]["finished"] == 1
    listed = urllib3.request("GET", f"{serve.url}/api/v1/downloads?batch={batch['id']}").json()["downloads"]
    assert listed[0]["outcome"]["size_bytes"] == 100_000
    assert urllib3.request("GET", serve.url + listed[0]["links"]["file"]).status == 200


def test_a_failed_download_makes_watch_exit_1(serve: Serve) -> None:
    url = f"{serve.said['origin']}/files/a.bin?fault=status&status=404"

    done = parallax("submit", url, "--watch", "--url", serve.url)

    assert done.returncode == 1
    assert "1 failed" in done.stdout
    assert "The server answered 404 Not Found." in done.stderr


def test_what_the_front_refuses_is_said_in_one_sentence_with_exit_1(serve: Serve) -> None:
    done = parallax("submit", "http://127.0.0.1:1/x", "--url", serve.url)

    assert done.returncode == 1
    assert "items.0.url" in done.stderr
    assert "Traceback" not in done.stderr


def test_names_are_read_from_a_file_one_a_line(serve: Serve, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("one\n\n  two  \nthree\n", encoding="utf-8")

    done = parallax(
        "submit", "--file", str(names), "--time-scale", "0", "--json", "--url", serve.url, LANG="zh_CN.UTF-8"
    )

    assert json.loads(done.stdout)["batch"]["count"] == 3


@pytest.mark.parametrize("pool", ["any", "processes", "interpreters"])
def test_who_asks_for_a_pool_without_workers_is_told_that_it_waits(serve: Serve, pool: str) -> None:
    done = parallax("submit", "a", "--pool", pool, "--time-scale", "0", "--url", serve.url)

    assert done.returncode == 0
    assert ("No worker for interpreters is running" in done.stderr) is (pool not in HERE | {"any"})


def test_workers_lists_every_pool_that_this_python_has(serve: Serve) -> None:
    table = parallax("workers", "--url", serve.url).stdout
    told = json.loads(parallax("workers", "--url", serve.url, "--json").stdout)

    assert {worker["pool"] for worker in told["workers"]} == HERE
    assert all(worker["name"][:9] in table for worker in told["workers"])


def test_the_front_listens_on_loopback_only(serve: Serve) -> None:
    assert serve.url.startswith("http://127.0.0.1:")


def test_a_taken_port_is_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = parallax("serve", "--port", port, "--data", str(tmp_path))

    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr

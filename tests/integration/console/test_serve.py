"""`parallax serve` and the commands that talk to it, each as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tests.helpers.cli import COMMAND, environment, parallax
from tests.helpers.waiting import wait_until

HERE = {"threads", "processes"} | ({"interpreters"} if sys.version_info >= (3, 14) else set())


class Serve:
    """A running `parallax serve` on any free port."""

    def __init__(self, folder: Path, *, start_new_session: bool = False) -> None:
        self.log = folder / "serve.log"
        command = [*COMMAND, "serve", "--port", "0", "--data", str(folder / "data"), "--drain", "0", "--json"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                env=environment(),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=start_new_session,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.log.read_text()
        self.said: dict[str, Any] = json.loads(line)

    @property
    def url(self) -> str:
        return str(self.said["url"])

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        code = self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    running = Serve(tmp_path_factory.mktemp("serve"))
    yield running
    if running.process.poll() is None:
        running.stop()


def descendants(pid: int) -> set[int]:
    """All processes below a process, as /proc tells it."""
    found: set[int] = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found |= {int(folder.name)} | descendants(int(folder.name))
    return found


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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_every_process_it_started_and_a_waiting_batch_survives(
    tmp_path: Path, number: int
) -> None:
    serve = Serve(tmp_path)
    batch = json.loads(parallax("submit", *"abc", "--json", "--url", serve.url).stdout)["batch"]["id"]
    started = descendants(serve.process.pid)
    assert len(started) >= 4

    assert serve.stop(number) == 0

    wait_until(lambda: not [p for p in started if Path(f"/proc/{p}").exists()], saying="all have ended")
    again = Serve(tmp_path)
    found = urllib3.request("GET", f"{again.url}/api/v1/batches/{batch}").json()
    assert found["count"] == 3
    assert found["states"]["failed"] == 0
    again.stop(signal.SIGTERM)


def test_a_second_stack_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    first = Serve(tmp_path)

    done = parallax("serve", "--port", "0", "--data", str(tmp_path / "data"))

    assert done.returncode == 1
    assert "Another Parallax" in done.stderr
    assert "--data" in done.stderr
    assert first.process.poll() is None
    first.stop()


def test_when_a_service_dies_all_are_stopped_and_it_is_named(tmp_path: Path) -> None:
    serve = Serve(tmp_path)
    started = descendants(serve.process.pid)
    # Its workers have the same command line; the first to start is the one that the stack knows.
    front = min(p for p in started if b"front" in Path(f"/proc/{p}/cmdline").read_bytes())

    os.kill(front, signal.SIGKILL)

    assert serve.process.wait(60) == 1
    assert serve.process.stdout is not None
    serve.process.stdout.close()
    assert "front ended unexpectedly" in serve.log.read_text()
    wait_until(lambda: not [p for p in started if Path(f"/proc/{p}").exists()], saying="all have ended")


def test_ctrl_c_in_the_terminal_reaches_no_service_so_that_running_downloads_are_handed_back(
    tmp_path: Path,
) -> None:
    serve = Serve(tmp_path, start_new_session=True)
    batch = json.loads(parallax("submit", "a", "--json", "--url", serve.url).stdout)["batch"]["id"]
    states = f"{serve.url}/api/v1/batches/{batch}"
    wait_until(lambda: urllib3.request("GET", states).json()["states"]["running"] == 1, saying="it runs")

    os.killpg(serve.process.pid, signal.SIGINT)

    assert serve.process.wait(60) == 0
    assert serve.process.stdout is not None
    serve.process.stdout.close()
    log = (tmp_path / "data" / "logs").glob("worker-*.log")
    assert "handed back (worker stopping)" in "".join(path.read_text() for path in log)


def test_a_service_that_cannot_start_is_named_with_its_log_and_nothing_is_left_running(
    tmp_path: Path,
) -> None:
    done = parallax("serve", "--port", "0", "--data", str(tmp_path), PARALLAX_LOG_LEVEL="LOUD")

    assert done.returncode == 1
    assert "did not start" in done.stderr
    assert "log:" in done.stderr
    assert not [p for p in Path("/proc").glob("[0-9]*") if _belongs_to(p, tmp_path)]


def _belongs_to(process: Path, folder: Path) -> bool:
    try:
        return process.name != str(os.getpid()) and str(folder) in (process / "environ").read_text(
            errors="replace"
        )
    except OSError:
        return False

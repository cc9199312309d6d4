"""`parallax serve` and the commands that talk to it, each as a process of its own."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from tests.helpers.cli import COMMAND, environment, parallax, parallax_on_terminal
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


def test_watching_on_a_terminal_shows_each_task_with_its_state_worker_and_seconds(serve: Serve) -> None:
    bad = serve.file_url("bad.bin", fault="status", status=404)

    done = parallax_on_terminal(
        "submit", "Python3.7", bad, "--time-scale", "0.05", "--watch", "--url", serve.url, NO_COLOR="1"
    )

    assert done.returncode == 1
    assert re.search(r"Python3\.7 +running +(threads|processes) 1 ", done.drawn)
    last = done.drawn.rpartition("Python3.7 ")[2].splitlines()
    assert re.match(r" *finished +(threads|processes) 1 .* \d+\.\d s", last[0])
    assert re.match(r"bad\.bin +failed +(threads|processes) 1 ", last[1])
    assert "2 of 2 ended" in last[2]
    assert "1 failed, 1 finished" in last[-1]
    assert "bad.bin: failed — The server answered 404 Not Found: this fault was asked for" in done.drawn


def _heed_sigint() -> None:
    """A shell has its background jobs ignore SIGINT, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_who_stops_watching_is_told_that_the_downloads_go_on(serve: Serve) -> None:
    slow = serve.file_url("slow.bin", bytes=1_000, delay_secs=60)
    command = [*COMMAND, "submit", slow, "--watch", "--url", serve.url]
    watching = subprocess.Popen(
        command, env=environment(), stderr=subprocess.PIPE, text=True, preexec_fn=_heed_sigint
    )
    assert watching.stderr is not None
    queued = watching.stderr.readline().split()
    assert "started" in watching.stderr.readline()

    watching.send_signal(signal.SIGINT)

    _, said = watching.communicate(timeout=30)
    assert watching.returncode == 130
    stop = ["cancel", "--batch", queued[-1]]
    assert (
        f"The downloads go on. Follow them: parallax watch {queued[-1]}. Stop them: parallax {' '.join(stop)}"
        in said
    )
    assert parallax(*stop, "--url", serve.url).stdout == "Asked 1 download to stop.\n"


def test_a_batch_can_be_listed_and_cancelled(serve: Serve) -> None:
    batch = json.loads(parallax("submit", *"abc", "--time-scale", "20", "--json", "--url", serve.url).stdout)[
        "batch"
    ]["id"]

    done = parallax("cancel", "--batch", batch, "--url", serve.url)

    assert (done.returncode, done.stdout) == (0, "Asked 3 downloads to stop.\n")
    watched = parallax("watch", batch, "--url", serve.url)
    assert (watched.returncode, watched.stdout[:11]) == (1, "3 cancelled")
    told = parallax("list", "--batch", batch, "--state", "cancelled", "--json", "--url", serve.url)
    assert [download["name"] for download in json.loads(told.stdout)["downloads"]] == ["c", "b", "a"]
    listed = parallax("list", "--batch", batch, "--limit", "2", "--url", serve.url, "--lang", "zh").stdout
    assert listed.count("已取消") == 2

    again = json.loads(told.stdout)["downloads"][0]["id"]
    done = parallax("retry", again, "unknown", "--url", serve.url)
    assert (done.returncode, done.stdout) == (1, "Queued 1 download again.\n")
    assert "unknown: There is no download" in done.stderr
    done = parallax("retry", "--batch", batch, "--url", serve.url)
    assert (done.returncode, done.stdout) == (0, "Queued 2 downloads again.\n")
    assert parallax("cancel", "--batch", batch, "--url", serve.url).stdout == "Asked 3 downloads to stop.\n"


@pytest.mark.parametrize(
    ("columns", "heads"),
    [
        (100, ["name", "state", "pool", "seconds", "ID"]),
        (80, ["name", "state", "seconds", "ID"]),
        (48, ["name", "state", "ID"]),
        (32, ["name", "state"]),
    ],
)
def test_a_list_leaves_out_what_a_narrow_terminal_has_no_room_for(
    serve: Serve, columns: int, heads: list[str]
) -> None:
    told = parallax("submit", "a", "b", "--time-scale", "0", "--json", "--url", serve.url)
    accepted = json.loads(told.stdout)
    serve.wait_for(accepted["batch"]["id"], "finished", 2)

    listed = parallax_on_terminal(
        *("list", "--batch", accepted["batch"]["id"], "--url", serve.url), columns=columns, NO_COLOR="1"
    )

    drawn = re.sub(r"\x1b\[\d+m", "", listed.drawn)
    head, line, *rows = [row.strip() for row in drawn.splitlines() if row.strip()]
    assert head.split() == heads
    assert len(line) <= columns
    assert [row.split()[:2] for row in rows] == [["b", "finished"], ["a", "finished"]]
    shown_id = accepted["downloads"][1] if columns >= 75 else accepted["downloads"][1][:8] + "…"
    assert rows[0].endswith(shown_id) is ("ID" in heads)


def test_what_cannot_be_cancelled_is_named_and_the_rest_is_cancelled(serve: Serve) -> None:
    accepted = json.loads(parallax("submit", "a", "--time-scale", "20", "--json", "--url", serve.url).stdout)

    done = parallax("cancel", "unknown", *accepted["downloads"], "--url", serve.url)

    assert done.returncode == 1
    assert done.stdout == "Asked 1 download to stop.\n"
    assert "unknown: There is no download" in done.stderr
    assert parallax("cancel", "--batch", "unknown", "--url", serve.url).returncode == 1


def test_what_was_typed_is_repeated_without_its_escape_codes(serve: Serve) -> None:
    done = parallax("cancel", "\x1b[31mred", "--url", serve.url)

    assert done.stderr.startswith("✗ \ufffd[31mred: There is no download")
    assert done.stdout == ""


def test_one_download_is_queued_in_the_singular(serve: Serve) -> None:
    done = parallax("submit", "a", "--time-scale", "0", "--url", serve.url)

    assert done.stdout.startswith("Queued 1 download as batch ")


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
    assert "The server answered 404 Not Found: this fault was asked for" in done.stderr
    listed = parallax("list", "--state", "failed", "--lang", "zh", "--url", serve.url).stdout
    assert "失败：服务器的应答是 404 Not Found" in listed


def test_each_line_that_the_front_refuses_is_named_as_it_was_typed_with_exit_1(serve: Serve) -> None:
    done = parallax("submit", "good", "http://127.0.0.1:1/x", "http://127.0.0.1:2/y", "--url", serve.url)

    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert first.startswith("✗ http://127.0.0.1:1/x: has the host 127.0.0.1:1, which is not allowed")
    assert second.startswith("✗ http://127.0.0.1:2/y: has the host 127.0.0.1:2, which is not allowed")


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
    assert all(f"{worker['pool']} 1" in table for worker in told["workers"])


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

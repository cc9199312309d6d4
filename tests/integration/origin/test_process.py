"""The program: starting, its probe, and stopping."""

import json
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable

import pytest

from tests.helpers.origin_client import Origin

Start = Callable[..., Origin]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_soon_although_streams_are_open(start: Start, number: signal.Signals) -> None:
    origin = start()
    with (
        origin.open("/files/a?bytes=1000000&rate=100") as slow,
        origin.open("/files/a?fault=stall") as stalled,
        origin.open("/files/a?delay_secs=600"),
        origin.open("/files/huge?bytes=4294967296"),
    ):
        assert slow.recv(10)
        assert stalled.recv(10)
        signalled = time.monotonic()
        origin.process.send_signal(number)
        assert origin.process.wait(30) == 0
        assert time.monotonic() - signalled < 10
    assert "Traceback" not in origin.log.read_text()


def test_a_stream_that_ends_within_the_grace_arrives_whole(start: Start) -> None:
    origin = start()
    with origin.open("/files/a?bytes=400&rate=1000") as ending:
        received = ending.recv(65536)
        origin.process.send_signal(signal.SIGTERM)
        while chunk := ending.recv(65536):
            received += chunk
    assert len(received.split(b"\r\n\r\n", 1)[1]) == 400
    assert origin.process.wait(30) == 0


def test_it_prints_one_line_with_its_real_address_and_logs_elsewhere(start: Start) -> None:
    origin = start()
    assert re.fullmatch(r"http://127\.0\.0\.1:[1-9][0-9]*", origin.url)
    origin.ask("/files/a?bytes=1")
    origin.process.send_signal(signal.SIGTERM)
    origin.process.wait(30)
    assert origin.process.stdout is not None
    assert origin.process.stdout.read() == ""
    assert "/files/a?bytes=1" in origin.log.read_text()


def test_logs_are_json_on_demand_one_object_a_line(start: Start) -> None:
    origin = start(PARALLAX_ORIGIN_LOG_FORMAT="json", PARALLAX_ORIGIN_LOG_LEVEL="debug")
    origin.ask("/files/a?bytes=1")
    origin.ask("/livez")
    origin.process.send_signal(signal.SIGTERM)
    origin.process.wait(30)
    lines = [json.loads(line) for line in origin.log.read_text().splitlines()]
    assert {"/files/a?bytes=1", "/livez"} <= {line.get("path") for line in lines}
    assert all({"event", "level", "timestamp", "logger"} <= set(line) for line in lines)


def test_a_taken_port_is_one_sentence_that_says_what_to_do_and_exit_code_2(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("origin", PARALLAX_ORIGIN_PORT=str(port))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"origin: port {port} on 127.0.0.1 is taken; "
        "choose another with --port or PARALLAX_ORIGIN_PORT (0 takes any free port)\n"
    )


def test_an_address_of_another_machine_and_a_bad_setting_are_one_sentence_each(run: Run) -> None:
    elsewhere = run("origin", "--host", "203.0.113.1", "--port", "0")
    assert (elsewhere.returncode, elsewhere.stderr.count("\n")) == (2, 1)
    assert "--host" in elsewhere.stderr
    bad = run("origin", PARALLAX_ORIGIN_LOG_LEVEL="loud")
    assert (bad.returncode, bad.stderr.count("\n")) == (2, 1)
    assert "PARALLAX_ORIGIN_LOG_LEVEL" in bad.stderr


def test_the_probe_says_ready_while_it_serves_and_not_ready_afterwards(start: Start, run: Run) -> None:
    origin = start()
    port = origin.url.rsplit(":", 1)[1]
    # A server on all addresses is probed on this machine, and no proxy is asked on the way.
    settings = {
        "PARALLAX_ORIGIN_PORT": port,
        "PARALLAX_ORIGIN_HOST": "0.0.0.0",
        "http_proxy": "http://nowhere.invalid",
    }
    ready = run("service_kit.probe", "origin", **settings)
    assert (ready.returncode, ready.stderr) == (0, "")
    assert ready.stdout == f"{origin.url}/readyz answers 200\n"
    origin.process.kill()
    origin.process.wait(30)
    gone = run("service_kit.probe", "origin", "--port", port)
    assert (gone.returncode, gone.stdout.count("\n"), gone.stderr) == (1, 1, "")
    assert "/readyz does not answer: " in gone.stdout


def test_the_probe_says_not_ready_when_something_else_answers(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert run("service_kit.probe", "origin", "--port", str(other.getsockname()[1])).returncode == 1
    assert run("service_kit.probe", "origin", "--port", "0").returncode == 1

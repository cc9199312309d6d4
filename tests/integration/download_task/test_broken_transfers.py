"""Connections that fail, break off, or take too long: the reason is told and nothing is left."""

import socket
from collections.abc import Callable

import pytest

from download_task import Failure
from download_task.errors import Value
from tests.helpers.performing import Performer
from tests.helpers.scripted_server import ScriptedServer, Visit
from tests.helpers.silent_address import silent_listener

Url = Callable[..., str]


@pytest.mark.parametrize("fault", ["cut", "short", "cut-headers", "bad-chunk"])
def test_a_transfer_that_breaks_off_fails(performer: Performer, at_origin: Url, fault: str) -> None:
    assert performer.failure_code(at_origin(bytes=200_000, fault=fault)) == "transfer-broken"


def test_a_transfer_that_ends_early_says_how_far_it_came(performer: Performer, at_origin: Url) -> None:
    outcome = performer(at_origin(bytes=1_000, fault="short", at_bytes=400))
    assert outcome.failure is not None
    assert outcome.failure.reason == "cut-off"
    assert outcome.failure.values == {"got_bytes": 400, "expected_bytes": 1_000}


def test_bytes_after_the_announced_end_are_no_part_of_the_file(performer: Performer, at_origin: Url) -> None:
    # The origin announces half of the file, and the digest of all of it: half is not what was promised.
    assert performer.failure_code(at_origin(bytes=1_000, fault="long")) == "checksum-mismatch"


@pytest.mark.parametrize("at_bytes", [0, 500])
def test_a_server_that_falls_silent_is_given_up_after_the_read_time_out(
    allow: Callable[..., Performer], at_origin: Url, at_bytes: int
) -> None:
    performer = allow(read_secs=0.3)
    assert performer.failure_code(at_origin(bytes=1_000, fault="stall", at_bytes=at_bytes)) == "timed-out"


def test_a_server_that_never_starts_its_answer_is_given_up_after_the_read_time_out(
    serve: Callable[..., ScriptedServer], allow: Callable[..., Performer]
) -> None:
    server = serve(Visit.stay_silent)
    performer = allow(read_secs=0.3)
    outcome = performer(server.url)
    assert outcome.failure is not None
    assert outcome.failure == Failure("timed-out", "silence", {"secs": 0.3}, True)


def test_a_transfer_that_never_pauses_but_takes_too_long_ends_at_the_total_time_out(
    allow: Callable[..., Performer], at_origin: Url
) -> None:
    performer = allow(total_secs=0.5)
    outcome = performer(at_origin(bytes=100_000, rate=10_000))
    assert outcome.failure is not None
    assert outcome.failure == Failure("timed-out", "total", {"secs": 0.5}, True)
    assert 0.5 <= outcome.wall_secs < 3
    assert performer.files() == []


def test_headers_that_trickle_for_ever_end_at_the_total_time_out(
    serve: Callable[..., ScriptedServer], allow: Callable[..., Performer]
) -> None:
    def trickle(visit: Visit) -> None:
        while visit.send(b"H") and not visit.is_over.wait(0.05):
            pass

    server = serve(trickle)
    assert allow(total_secs=0.5).failure_code(server.url) == "timed-out"


def test_a_port_where_nobody_listens_is_named(allow: Callable[..., Performer]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    outcome = allow(f"127.0.0.1:{port}")(f"http://127.0.0.1:{port}/")
    values: dict[str, Value] = {"address": f"127.0.0.1:{port}", "error": "ECONNREFUSED"}
    assert outcome.failure == Failure("transfer-broken", "no-connection", values, True)


@pytest.mark.parametrize("host", ["no-such-host.invalid", f"{'a' * 64}.invalid", "a..invalid"])
def test_a_host_name_that_cannot_be_looked_up_is_named(allow: Callable[..., Performer], host: str) -> None:
    outcome = allow(host)(f"http://{host}/")
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.reason) == ("transfer-broken", "unknown-host")
    assert outcome.failure.values["host"] == host
    assert str(outcome.failure.values["error"]).startswith("EAI_")


def test_time_outs_may_be_whole_numbers(allow: Callable[..., Performer], at_origin: Url) -> None:
    performer = allow(connect_secs=5, read_secs=5, total_secs=5)
    assert performer(at_origin(bytes=10)).state == "finished"


def test_a_connection_that_nobody_accepts_ends_at_the_connect_time_out(
    allow: Callable[..., Performer],
) -> None:
    with silent_listener() as (host, port):
        address = f"{host}:{port}"
        performer = allow(address, connect_secs=0.3)
        outcome = performer(f"http://{address}/")
    assert outcome.failure == Failure("timed-out", "connecting", {"address": address, "secs": 0.3}, True)


def test_a_failing_second_run_leaves_the_good_file_of_the_first(
    allow: Callable[..., Performer], at_origin: Url
) -> None:
    performer = allow(read_secs=0.3)
    assert performer(at_origin(bytes=1_000)).state == "finished"
    good = performer.file.read_bytes()
    for fault in ("cut", "short", "long", "wrong-bytes", "stall"):
        assert performer(at_origin(bytes=1_000, fault=fault)).state == "failed"
        assert performer.files() == [performer.file], fault
        assert performer.file.read_bytes() == good, fault

"""Clients that send slowly, read nothing, or come in crowds keep nobody else out."""

import contextlib
import socket
from collections.abc import Callable

import pytest
from redis import Redis

from tests.helpers.front_process import Front
from tests.helpers.hostile_clients import BODY_BEGUN, HEAD_BEGUN, STREAM, answer_of, connections
from tests.helpers.sse import EventClient
from tests.helpers.valkey import Server
from tests.helpers.waiting import wait_until
from wire import Event, Queued, publish

MANY = 150  # more than the front has threads, of any kind
LONG_SECS = 600


def assert_serves(front: Front) -> None:
    assert front.ask("/livez").status == 200
    assert front.submit("a").status == 202
    assert front.ask("/api/v1/downloads").status == 200


@pytest.mark.parametrize("begun", [HEAD_BEGUN, BODY_BEGUN, b""], ids=["heads", "bodies", "nothing"])
def test_requests_that_never_end_hold_no_thread(start: Callable[..., Front], begun: bytes) -> None:
    front = start(threads=2, head_secs=LONG_SECS, body_secs=LONG_SECS)
    with connections(front.port, MANY, begun) as opened:
        assert_serves(front)
        for connection in opened:
            connection.sendall(b"x")
        assert_serves(front)


def test_streams_whose_clients_read_nothing_hold_no_thread(
    start: Callable[..., Front], redis: "Redis"
) -> None:
    front = start(threads=2)
    with connections(front.port, MANY, STREAM), EventClient(front.port) as reader:
        reader.opened()
        events = [Event("queued", batch="x" * 5_000, data=Queued(1, "any"))] * 20
        for _ in range(20):
            publish(redis, *events)
        assert len(reader.take(400)) == 400
        assert_serves(front)


@pytest.mark.parametrize("begun", [HEAD_BEGUN, b""], ids=["half a head", "nothing"])
def test_a_connection_without_a_whole_head_is_closed(start: Callable[..., Front], begun: bytes) -> None:
    front = start(head_secs=0.3)
    with connections(front.port, 1, begun) as [connection]:
        assert answer_of(connection) == b""


def test_bytes_now_and_then_give_a_head_no_more_time(start: Callable[..., Front]) -> None:
    front = start(head_secs=1)

    def is_closed() -> bool:
        try:
            connection.sendall(b"x")
        except OSError:
            return True
        return False

    with connections(front.port, 1, HEAD_BEGUN) as [connection]:
        wait_until(is_closed, saying="the connection is closed although bytes go on coming")


def test_a_body_that_takes_too_long_is_answered_408(start: Callable[..., Front]) -> None:
    front = start(body_secs=0.3)
    with connections(front.port, 1, BODY_BEGUN) as [connection]:
        answer = answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


def test_a_client_that_leaves_within_its_body_is_no_error(start: Callable[..., Front]) -> None:
    front = start()
    with connections(front.port, 5, BODY_BEGUN):
        assert_serves(front)
    assert front.stop() == 0
    assert "Traceback" not in front.log.read_text()


def test_an_idle_connection_is_closed_and_one_in_use_is_not(start: Callable[..., Front]) -> None:
    front = start(head_secs=0.5, stream_keep_alive_secs=0.2, stream_life_secs=3)
    with connections(front.port, 1, b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n") as [connection]:
        assert answer_of(connection).startswith(b"HTTP/1.1 200 ")  # returns because it is closed
    with EventClient(front.port) as viewer:
        assert list(viewer.opened().events()) == []
        assert len(viewer.comments) >= 5  # it lived for longer than a connection may be idle


def test_a_download_that_nobody_reads_is_cut_off(start: Callable[..., Front], redis: "Redis") -> None:
    front = start(send_secs=0.5)
    many = b"GET /static/js/main.js HTTP/1.1\r\nHost: localhost\r\n\r\n" * 5_000
    with connections(front.port, 1, b"") as [connection]:
        connection.setblocking(False)
        sent = 0

        def is_cut_off() -> bool:
            nonlocal sent
            try:
                sent += connection.send(many[sent % len(many) :])
            except BlockingIOError:
                return False
            except OSError:
                return True
            return False

        wait_until(is_cut_off, saying="the connection is ended: its client reads no answer")
    assert_serves(front)


def test_beyond_the_most_connections_the_oldest_idle_one_makes_room(start: Callable[..., Front]) -> None:
    front = start(max_connections=10, head_secs=LONG_SECS, body_secs=LONG_SECS)
    with connections(front.port, 5, HEAD_BEGUN) as first, connections(front.port, 20, BODY_BEGUN):
        assert_serves(front)
        for connection in first:
            assert answer_of(connection) == b""


def test_when_all_connections_are_in_use_one_more_is_503(start: Callable[..., Front]) -> None:
    front = start(max_connections=3)
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(EventClient(front.port)).opened()
        with socket.create_connection(("127.0.0.1", front.port), timeout=20) as more:
            answer = answer_of(more)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After: " in answer
    assert b"application/problem+json" in answer
    wait_until(lambda: front.ask("/livez").status == 200, saying="it serves again")


def test_viewers_who_leave_make_room_although_nothing_happens(start: Callable[..., Front]) -> None:
    front = start(max_streams=10, stream_keep_alive_secs=30)
    refused = 0
    for _ in range(10):
        with contextlib.ExitStack() as stack:
            for _ in range(10):
                viewer = stack.enter_context(EventClient(front.port))
                refused += viewer.status == 503

    def one_comes() -> bool:
        with EventClient(front.port) as viewer:
            return viewer.status == 200

    wait_until(one_comes, within_secs=5, saying="there is a place")
    assert refused <= 20  # those who came in the moment before the others were gone


def test_busy_threads_do_not_make_it_look_dead(start: Callable[..., Front], server: Server) -> None:
    front = start(threads=1, redis_url=server.url(), redis_timeout_secs=20)
    assert front.ask("/readyz").status == 200
    server.freeze()
    ready = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connections(front.port, 5, ready):
        assert front.ask("/livez").status == 200

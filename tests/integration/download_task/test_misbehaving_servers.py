"""Answers that are not HTTP, or lie: each ends as a failure with a reason in words."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.helpers.performing import Performer
from tests.helpers.scripted_server import ScriptedServer, Visit

Serve = Callable[..., ScriptedServer]
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2p1\r\n",
        b"\x00\xff" * 1_000,
        b"HTTP/1.1 banana OK\r\n\r\n",
        b"HTTP/1.1 99999 Much\r\n\r\n",
        b"HTTP/1.1 200 " + b"x" * 100_000,
        OK + b"X: " + b"y" * 100_000,
        OK + b"X: y\r\n" * 1_000,
        OK + b"Content-Length: -5\r\n\r\nabcde",
        OK + b"Content-Length: five\r\n\r\nabcde",
        OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        OK + b"Content-Length: 10\r\n\r\nabcde",
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabcde\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"9" * 100_000,
        OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ],
    ids=lambda answer: repr(answer[:60]),
)
def test_an_answer_that_breaks_http_is_a_broken_transfer(
    serve: Serve, performer: Performer, answer: bytes
) -> None:
    server = serve(lambda visit: visit.send(answer))
    assert performer.failure_code(server.url) == "transfer-broken"


def test_a_huge_announced_length_is_too_large(serve: Serve, performer: Performer) -> None:
    server = serve(lambda visit: visit.send(OK + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n"))
    assert performer.failure_code(server.url) == "too-large"


def test_a_length_given_twice_alike_is_one_length(serve: Serve, performer: Performer) -> None:
    server = serve(lambda visit: visit.send(OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nok"))
    assert performer(server.url).size_bytes == 2


def test_chunks_count_and_a_length_beside_them_does_not(serve: Serve, performer: Performer) -> None:
    # RFC 9112, 6.3: Transfer-Encoding overrides Content-Length.
    server = serve(
        lambda visit: visit.send(
            OK + b"Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
        )
    )
    assert performer(server.url).size_bytes == 2


def test_a_status_line_of_any_length_makes_a_short_message(serve: Serve, performer: Performer) -> None:
    server = serve(lambda visit: visit.send(b"HTTP/1.1 500 " + b"x" * 50_000 + b"\r\n\r\n"))
    outcome = performer(server.url)
    assert outcome.failure is not None
    assert outcome.failure.code == "server-refused"
    assert len(str(outcome.failure)) < 300


def test_messages_hold_words_and_no_class_names(serve: Serve, performer: Performer) -> None:
    half_a_chunk = OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"
    for answer in (b"garbage\r\n", half_a_chunk, OK + b"X: y\r\n" * 1_000):
        outcome = performer(serve(partial(Visit.send, data=answer)).url)
        assert outcome.failure is not None
        said = str(outcome.failure)
        for name in ("IncompleteRead", "ProtocolError", "BadStatusLine", "HTTPException", "Error("):
            assert name not in said, said


def test_headers_and_then_silence_time_out(serve: Serve, allow: Callable[..., Performer]) -> None:
    def only_headers(visit: Visit) -> None:
        visit.send(OK + b"Content-Length: 5\r\n\r\n")
        visit.stay_silent()

    server = serve(only_headers)
    assert allow(read_secs=0.3).failure_code(server.url) == "timed-out"


def test_a_server_that_hangs_up_at_once_is_a_broken_transfer(serve: Serve, performer: Performer) -> None:
    server = serve(lambda visit: None, reads_request=False)
    assert performer.failure_code(server.url) == "transfer-broken"


def test_https_to_a_server_without_tls_is_a_broken_transfer(serve: Serve, performer: Performer) -> None:
    server = serve(lambda visit: visit.send(b"HTTP/1.1 200 OK\r\n\r\n"), reads_request=False)
    assert performer.failure_code(f"https://{server.host_port}/") == "transfer-broken"

"""Answers that are not HTTP, or lie: each ends as a failure with a reason in words."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.helpers.performing import Performer
from tests.helpers.scripted_server import ScriptedServer, Visit

Serve = Callable[..., ScriptedServer]
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


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
        CHUNKED + b"zz\r\nabc\r\n",
        CHUNKED + b"5\r\nab",
        CHUNKED + b"-5\r\nabcde\r\n0\r\n\r\n",
        CHUNKED + b"9" * 100_000,
        CHUNKED + b"3\r\nabc\r\n",
        CHUNKED + b"0x3\r\nabc\r\n0\r\n\r\n",
        CHUNKED + b"0_3\r\nabc\r\n0\r\n\r\n",
        CHUNKED + b"+3\r\nabc\r\n0\r\n\r\n",
        CHUNKED + b" 3\r\nabc\r\n0\r\n\r\n",
        CHUNKED + b"\xb3\r\nabc\r\n0\r\n\r\n",
        CHUNKED + b"\r\nabc\r\n0\r\n\r\n",
        CHUNKED + b"3\nabc\n0\n\n",
        CHUNKED + b"3\r\nabc0\r\n\r\n",
        CHUNKED + b"3\r\nabcd\r\n0\r\n\r\n",
        CHUNKED + b"3\r\nabc\r\n\r\n0\r\n\r\n",
        CHUNKED + b"3\r\nabc\r\n0\r\n",
        CHUNKED + b"3\r\nabc\r\n0\r\nno trailer\r\n\r\n",
        CHUNKED + b"3\r\nabc\r\n0\r\n: no name\r\n\r\n",
        CHUNKED + b"3\r\nabc\r\n0\r\nX: " + b"y" * 1_000_000,
        CHUNKED + b"3;" + b"y" * 1_000_000,
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: gzip\r\n\r\nabc",
        OK + b"Transfer-Encoding: chunked, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: identity\r\n\r\nabc",
        OK + b"Transfer-Encoding: \x0bchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding:\r\n\r\nabc",
        b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        OK + b"Content-Length: 3, 4\r\n\r\nabcd",
        OK + b"Content-Length: +3\r\n\r\nabc",
        OK + b"Content-Length: 0x3\r\n\r\nabc",
        OK + b"Content-Length: 1_0\r\n\r\nabcdefghij",
        OK + b"Content-Length: 3.0\r\n\r\nabc",
        OK + b"Content-Length: \xb3\r\n\r\nabc",
        OK + b"Content-Length:\r\n\r\nabc",
        OK + b"Content-Length : 3\r\n\r\nabc",
        OK + b" Content-Length: 3\r\n\r\nabc",
        OK + b"X: a\x00b\r\nContent-Length: 3\r\n\r\nabc",
        OK + b"X: a\rContent-Length: 9\r\nContent-Length: 3\r\n\r\nabc",
        OK + b"no header\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/2.0 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        b"http/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 0200 OK\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 +20 OK\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 099 OK\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200\x00OK\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1_000 + OK + b"Content-Length: 3\r\n\r\nabc",
    ],
    ids=lambda answer: repr(answer[:60]),
)
def test_an_answer_that_breaks_http_is_a_broken_transfer(
    serve: Serve, performer: Performer, answer: bytes
) -> None:
    server = serve(lambda visit: visit.send(answer))
    assert performer.failure_code(server.url) == "transfer-broken"


def test_a_huge_announced_length_is_too_large(serve: Serve, performer: Performer) -> None:
    server = serve(lambda visit: visit.send(OK + b"Content-Length: " + b"9" * 20 + b"\r\n\r\n"))
    assert performer.failure_code(server.url) == "too-large"


def test_a_length_of_more_digits_than_any_disk_holds_is_no_length(serve: Serve, performer: Performer) -> None:
    server = serve(lambda visit: visit.send(OK + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n"))
    assert performer.failure_code(server.url) == "transfer-broken"


def test_a_length_given_twice_alike_is_one_length(serve: Serve, performer: Performer) -> None:
    server = serve(lambda visit: visit.send(OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nok"))
    assert performer(server.url).size_bytes == 2


def test_chunks_and_a_length_beside_them_are_refused(serve: Serve, performer: Performer) -> None:
    # RFC 9112, 6.3: it ought to be handled as an error, for it may be an attempt to smuggle an answer.
    server = serve(
        lambda visit: visit.send(
            OK + b"Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
        )
    )
    outcome = performer(server.url)
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.reason) == ("transfer-broken", "both-lengths")


@pytest.mark.parametrize("status", [100, 102, 103, 199])
def test_interim_answers_before_the_answer_are_skipped(
    serve: Serve, performer: Performer, status: int
) -> None:
    interim = f"HTTP/1.1 {status} Wait\r\nLink: </a>; rel=preload\r\n\r\n".encode()
    server = serve(lambda visit: visit.send(interim * 3 + OK + b"Content-Length: 2\r\n\r\nok"))
    assert performer(server.url).size_bytes == 2


def test_a_server_that_switches_protocols_unasked_breaks_http(serve: Serve, performer: Performer) -> None:
    answer = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"
    server = serve(lambda visit: visit.send(answer + OK + b"Content-Length: 2\r\n\r\nok"))
    assert performer.failure_code(server.url) == "transfer-broken"


@pytest.mark.parametrize("status", [201, 202, 203, 204, 205, 206, 207, 226, 300, 304, 599, 999])
def test_only_200_brings_the_file(serve: Serve, performer: Performer, status: int) -> None:
    answer = f"HTTP/1.1 {status} Words\r\nContent-Length: 2\r\n\r\nok".encode()
    assert performer.failure_code(serve(partial(Visit.send, data=answer)).url) == "server-refused"


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "br", "GZIP", "identity, gzip", "what"])
def test_a_file_that_comes_encoded_though_nobody_asked_is_refused(
    serve: Serve, performer: Performer, coding: str
) -> None:
    head = OK + f"Content-Encoding: {coding}\r\nContent-Length: 4\r\n\r\n".encode()
    server = serve(lambda visit: visit.send(head + b"\x1f\x8b\x08\x00"))
    outcome = performer(server.url)
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.reason) == ("server-refused", "encoded")
    assert outcome.failure.values["coding"] == coding
    assert not outcome.failure.retryable
    assert performer.files() == []
    assert b"\r\nAccept-Encoding: identity\r\n" in server.requests[0]


@pytest.mark.parametrize("coding", ["", "identity", "Identity"])
def test_a_file_encoded_as_itself_is_the_file(serve: Serve, performer: Performer, coding: str) -> None:
    head = OK + f"Content-Encoding: {coding}\r\nContent-Length: 2\r\n\r\n".encode()
    assert performer(serve(lambda visit: visit.send(head + b"ok")).url).size_bytes == 2


@pytest.mark.parametrize("phrase", [b"\x1b[31mRed\x1b[0m", b"\x07bell", b"\x9b31m", "\u202eover".encode()])
def test_what_the_server_says_comes_without_control_characters(
    serve: Serve, performer: Performer, phrase: bytes
) -> None:
    server = serve(lambda visit: visit.send(b"HTTP/1.1 404 " + phrase + b"\r\n\r\n"))
    outcome = performer(server.url)
    assert outcome.failure is not None
    assert outcome.failure.values["status"] == 404
    assert str(outcome.failure.values["answer"]).isprintable()
    assert str(outcome.failure).isprintable()


def test_headers_larger_than_a_limit_are_named(serve: Serve, performer: Performer) -> None:
    outcome = performer(serve(lambda visit: visit.send(OK + b"X: y\r\n" * 100_000)).url)
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.reason) == ("transfer-broken", "headers-too-large")


def test_headers_of_50_000_bytes_are_read(serve: Serve, performer: Performer) -> None:
    flood = b"Set-Cookie: " + b"c" * 5_000 + b"\r\n"
    server = serve(lambda visit: visit.send(OK + flood * 10 + b"Content-Length: 2\r\n\r\nok"))
    assert performer(server.url).size_bytes == 2


def test_a_status_line_of_any_length_makes_a_short_message(serve: Serve, performer: Performer) -> None:
    server = serve(lambda visit: visit.send(b"HTTP/1.1 500 " + b"x" * 50_000 + b"\r\n\r\n"))
    outcome = performer(server.url)
    assert outcome.failure is not None
    assert outcome.failure.code == "server-refused"
    assert len(str(outcome.failure)) < 300


def test_messages_hold_words_and_no_class_names(serve: Serve, performer: Performer) -> None:
    half_a_chunk = CHUNKED + b"5\r\nab"
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

"""What is not fetched, or not as it came: statuses, redirects, sizes."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.helpers.performing import Performer
from tests.helpers.scripted_server import ScriptedServer, Visit

Url = Callable[..., str]


@pytest.mark.parametrize(
    ("status", "retryable"), [(404, False), (403, False), (408, True), (429, True), (500, True), (503, True)]
)
def test_a_status_that_is_no_file_fails_and_says_whether_to_try_again(
    performer: Performer, at_origin: Url, status: int, retryable: bool
) -> None:
    outcome = performer(at_origin(fault="status", status=status))
    assert outcome.failure is not None
    assert outcome.failure.code == "server-refused"
    assert outcome.failure.values["status"] == status
    assert outcome.failure.retryable is retryable
    assert performer.files() == []


def test_a_redirect_to_a_host_that_is_not_allowed_is_not_followed(
    serve: Callable[..., ScriptedServer], allow: Callable[..., Performer], at_origin: Url
) -> None:
    elsewhere = serve(lambda visit: visit.send(b"HTTP/1.1 200 OK\r\n\r\nsecret"))
    performer = allow()
    performer.rules = allow(allowed_hosts=performer.rules.allowed_hosts - {elsewhere.host_port}).rules
    assert performer.failure_code(at_origin(fault="redirect", to=elsewhere.url)) == "host-not-allowed"
    assert elsewhere.requests == []


def test_a_host_that_is_not_allowed_is_never_asked(
    serve: Callable[..., ScriptedServer], allow: Callable[..., Performer]
) -> None:
    server = serve(lambda visit: visit.send(b"HTTP/1.1 200 OK\r\n\r\nsecret"))
    performer = allow(allowed_hosts=frozenset({"127.0.0.1:1"}))
    assert performer.failure_code(server.url) == "host-not-allowed"
    assert server.requests == []


def test_a_loop_of_redirects_ends(serve: Callable[..., ScriptedServer], performer: Performer) -> None:
    server = serve(lambda visit: visit.send(b"HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n"))
    assert performer.failure_code(server.url) == "transfer-broken"
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    "location",
    ["ftp://127.0.0.1/file", "file:///etc/passwd", "http://user:secret@127.0.0.1/", "http://[::1", "/a b"],
)
def test_a_redirect_to_no_address_of_ours_blames_the_server_and_not_the_request(
    serve: Callable[..., ScriptedServer], performer: Performer, location: str
) -> None:
    answer = f"HTTP/1.1 301 Moved Permanently\r\nLocation: {location}\r\n\r\n".encode()
    server = serve(lambda visit: visit.send(answer))
    outcome = performer(server.url)
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.reason) == ("server-refused", "bad-redirect")
    assert outcome.failure.values == {"status": 301, "answer": "301 Moved Permanently"}
    assert not outcome.failure.retryable


def test_a_redirect_to_two_addresses_is_followed_to_none(
    serve: Callable[..., ScriptedServer], performer: Performer
) -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: /one\r\nLocation: /other\r\n\r\n"
    server = serve(lambda visit: visit.send(head))
    assert performer.failure_code(server.url) == "server-refused"
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/there?q#part", b"/there?q"),
        ("there", b"/there"),
        ("../there", b"/there"),
        ("?q", b"/file?q"),
        ("//HOST/there", b"/there"),
        ("http://HOST/there", b"/there"),
    ],
)
def test_a_redirect_may_be_relative_in_every_way(
    serve: Callable[..., ScriptedServer], performer: Performer, status: int, location: str, target: bytes
) -> None:
    def answer(visit: Visit) -> None:
        if visit.request.startswith(b"GET /file HTTP"):
            there = location.replace("HOST", server.host_port)
            visit.send(f"HTTP/1.1 {status} Moved\r\nLocation: {there}\r\n\r\n".encode())
        visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    server = serve(answer)
    assert performer(server.url).size_bytes == 2
    assert server.requests[1].startswith(b"GET " + target + b" HTTP/1.1\r\n")


def test_a_redirect_may_lead_to_tls_and_not_back(
    serve: Callable[..., ScriptedServer], serve_tls: Callable[..., ScriptedServer], performer: Performer
) -> None:
    last = serve_tls(lambda visit: visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    plain = serve(redirect_to(last.url))
    assert performer(plain.url).size_bytes == 2
    outcome = performer(serve_tls(redirect_to(plain.url)).url)
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.reason) == ("server-refused", "insecure-redirect")
    assert not outcome.failure.retryable
    assert len(plain.requests) == 1


def redirect_to(url: str) -> Callable[[Visit], object]:
    return partial(Visit.send, data=f"HTTP/1.1 302 Found\r\nLocation: {url}\r\n\r\n".encode())


def test_a_redirect_without_an_address_is_a_refusal(
    serve: Callable[..., ScriptedServer], performer: Performer
) -> None:
    server = serve(lambda visit: visit.send(b"HTTP/1.1 302 Found\r\n\r\n"))
    assert performer.failure_code(server.url) == "server-refused"


def test_a_file_announced_too_large_is_refused_before_any_byte(
    allow: Callable[..., Performer], at_origin: Url
) -> None:
    performer = allow(max_bytes=1_000)
    assert performer.failure_code(at_origin(bytes=1_001)) == "too-large"
    assert "progress" not in [report.kind for report in performer.reports]


def test_a_file_as_large_as_allowed_is_kept(allow: Callable[..., Performer], at_origin: Url) -> None:
    assert allow(max_bytes=1_000)(at_origin(bytes=1_000)).state == "finished"


def test_a_file_that_grows_too_large_unannounced_is_given_up(
    serve: Callable[..., ScriptedServer], allow: Callable[..., Performer]
) -> None:
    server = serve(lambda visit: visit.send(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_001))
    assert allow(max_bytes=1_000).failure_code(server.url) == "too-large"

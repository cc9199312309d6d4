"""HTTP that is wrong, or says unclearly whom it is for: refused, as problem details."""

import json
from collections.abc import Iterator

import pytest

from tests.helpers.databases import Databases, url_of
from tests.helpers.front_process import Front, running_front
from tests.helpers.hostile_clients import exchange


@pytest.fixture(scope="module")
def front(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """One front for all tests here; it knows no names but those of loopback."""
    with databases.clean() as redis:
        log = tmp_path_factory.mktemp("front") / "log"
        with running_front(log, url_of(redis), head_secs=2) as running:
            yield running
        assert "Traceback" not in log.read_text()


def problem_of(answer: bytes) -> int:
    """The status of an answer that must be a problem."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split()[1])
    assert b"application/problem+json" in head, head
    assert json.loads(body)["status"] == status
    return status


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /livez HTTP/1.1\r\n", 400),
        (b"GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n", 400),
        (b"GET /livez HTTP/1.1\r\nHost: evil.example\r\n", 400),
        (b"GET http://evil.example/livez HTTP/1.1\r\nHost: localhost\r\n", 400),
        (b"GET ftp://localhost/livez HTTP/1.1\r\nHost: localhost\r\n", 400),
        (b"GET * HTTP/1.1\r\nHost: localhost\r\n", 400),
        (b"GET http://[::g]/livez HTTP/1.1\r\nHost: localhost\r\n", 400),
        (b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n", 400),
        (b"nonsense\r\n", 400),
        (b"GET /livez HTTP/9.9\r\nHost: localhost\r\n", 400),
        (b"GET /livez HTTP/1.1\r\nHost: localhost\r\nno colon\r\n", 400),
        (b"GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n", 400),
        (b"GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n", 400),
        (b"GET /" + b"x" * 10_000 + b" HTTP/1.1\r\nHost: localhost\r\n", 431),
        (b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 10_000 + b"\r\n", 431),
        (b"GET /livez HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 200, 431),
        (b"GET /livez HTTP/1.1\r\nHost: localhost\r\n" + (b"X: " + b"y" * 8_000 + b"\r\n") * 9, 431),
    ],
)
def test_it_is_refused_with_a_problem(front: Front, head: bytes, status: int) -> None:
    assert problem_of(exchange(front.port, head + b"Connection: close\r\n\r\n")) == status


@pytest.mark.parametrize(
    "head",
    [
        b"GET http://localhost/livez HTTP/1.1\r\nHost: localhost\r\n",
        # The target counts (RFC 9112, 3.2.2).
        b"GET http://localhost/livez HTTP/1.1\r\nHost: evil.example\r\n",
        b"GET /livez HTTP/1.1\r\nHost: localhost:8080\r\nX_Host: x\r\n",
        b"GET /livez?x=http://evil.example/ HTTP/1.1\r\nHost: [::1]\r\n",
    ],
)
def test_it_is_answered(front: Front, head: bytes) -> None:
    answer = exchange(front.port, head + b"Connection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 "), answer


def test_a_client_that_waits_to_be_asked_for_its_body_is_asked(front: Front) -> None:
    body = b'{"items": [{"name": "a"}]}'
    head = (
        b"POST /api/v1/downloads HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
    )
    answer = exchange(front.port, head + body)
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 ")


def test_requests_behind_one_another_on_a_connection_are_answered_in_order(front: Front) -> None:
    one = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = exchange(front.port, one * 3 + last)
    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200"] * 3 + [b"404"]

"""What a server says about its refusal reaches people, whatever it sends."""

import json
from collections.abc import Callable

import pytest

from download_task import Failure
from tests.helpers.performing import Performer
from tests.helpers.scripted_server import ScriptedServer, Visit
from words import LANGUAGES, Words, failure_sentence

Serve = Callable[..., ScriptedServer]
PROBLEM, TEXT = "application/problem+json", "text/plain; charset=utf-8"


def refuse(visit: Visit, body: bytes, media_type: str = PROBLEM, *fields: str) -> None:
    """Answer 400 with the body, and leave the connection open."""
    head = [
        "HTTP/1.1 400 Bad Request",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(body)}",
        *fields,
    ]
    visit.send("\r\n".join([*head, "", ""]).encode() + body)
    visit.stay_silent()


def failure_of(serve: Serve, performer: Performer, *answer: object) -> Failure:
    outcome = performer(serve(lambda visit: refuse(visit, *answer)).url)  # type: ignore[arg-type]
    assert outcome.failure is not None
    assert outcome.failure.code == "server-refused"
    assert performer.files() == []
    return outcome.failure


def test_the_reason_of_the_origin_is_told(performer: Performer, at_origin: Callable[..., str]) -> None:
    failure = performer(at_origin(bytes="many")).failure

    assert failure is not None
    assert failure.values["status"] == 400
    assert "bytes" in str(failure.values["detail"])
    for language in LANGUAGES:
        facts = {"code": failure.code, "reason": failure.reason, "values": failure.values}
        assert failure_sentence(Words(language), facts).endswith(str(failure.values["detail"]))


@pytest.mark.parametrize(
    ("media_type", "body", "detail"),
    [
        (
            PROBLEM,
            json.dumps({"title": "Bad Request", "detail": "No such\n file. "}).encode(),
            "No such file.",
        ),
        (f"{PROBLEM.upper()}; charset=utf-8", json.dumps({"detail": "太大"}).encode(), "太大"),
        (TEXT, "请登录\r\n".encode(), "请登录"),
        (TEXT, b"x" * 5_000, "x" * 200 + "…"),
        (TEXT, b"\x1b[31mred\x07\xff", "\ufffd[31mred\ufffd\ufffd"),
        (PROBLEM, b'{"detail": "\\u001b[2J \\ud800 \\u202e"}', "\ufffd[2J \ufffd \ufffd"),
    ],
)
def test_the_explanation_is_told_clean_and_on_one_short_line(
    serve: Serve, performer: Performer, media_type: str, body: bytes, detail: str
) -> None:
    failure = failure_of(serve, performer, body, media_type)

    assert failure.reason == "explained"
    assert failure.values == {"status": 400, "answer": "400 Bad Request", "detail": detail}


@pytest.mark.parametrize(
    ("media_type", "body", "fields"),
    [
        (PROBLEM, b"", ()),
        (PROBLEM, b"{", ()),
        (PROBLEM, b"[" * 4_000, ()),
        (PROBLEM, b'["detail"]', ()),
        (PROBLEM, b'{"detail": 5}', ()),
        (PROBLEM, b'{"detail": " "}', ()),
        (PROBLEM, b'{"detail": "' + b"x" * 5_000 + b'"}', ()),
        (PROBLEM, b"\xff\xfe", ()),
        (TEXT, b" \r\n", ()),
        (TEXT, b"\x1f\x8b", ("Content-Encoding: gzip",)),
        ("text/html", b"<h1>No</h1>", ()),
        ("", b"No", ()),
    ],
)
def test_a_body_that_explains_nothing_is_left_out(
    serve: Serve, performer: Performer, media_type: str, body: bytes, fields: tuple[str, ...]
) -> None:
    failure = failure_of(serve, performer, body, media_type, *fields)

    assert failure.reason == ""
    assert failure.values == {"status": 400, "answer": "400 Bad Request"}


@pytest.mark.parametrize("chunks", [b"3\r\nNo \r\n2\r\n", b"3\r\nNo \r\nzz\r\n", b"3\r\nNo \r\n"])
def test_a_body_that_breaks_off_is_told_as_far_as_it_came(
    serve: Serve, performer: Performer, chunks: bytes
) -> None:
    head = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
    failure = performer(serve(lambda visit: visit.send(head + chunks)).url).failure

    assert failure is not None
    assert failure.values["detail"] == "No"


@pytest.mark.parametrize("drop", [b"", b"1;x=y\r\nz\r\n"])
def test_a_body_without_end_is_not_waited_for(serve: Serve, performer: Performer, drop: bytes) -> None:
    head = (
        b"HTTP/1.1 503 Later\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nBusy\r\n"
    )

    def drip(visit: Visit) -> None:
        visit.send(head)
        while not visit.is_over.wait(0.05) and (not drop or visit.send(drop)):
            pass

    outcome = performer(serve(drip).url)

    assert outcome.failure is not None
    assert outcome.failure.retryable
    assert str(outcome.failure.values["detail"]).startswith("Busy")
    assert outcome.wall_secs < performer.rules.read_secs


def test_a_flood_is_not_read_to_its_end(serve: Serve, performer: Performer) -> None:
    head = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n\r\n"

    def flood(visit: Visit) -> None:
        visit.send(head)
        while visit.send(b"x" * 65_536):
            pass

    failure = performer(serve(flood).url).failure
    assert failure is not None
    assert failure.values["detail"] == "x" * 200 + "…"

"""The client against servers that answer well, badly, late or not at all."""

import json

import pytest

from client import Client, InvalidAddress, NotParallax, Refused, Unreachable
from client.stream import StreamEvent
from tests.helpers.scripted_server import Script, Visit, scripted_server
from words import printable

BATCH = {"id": "b", "count": 1}


def answer(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def as_json(status: str, body: object, *headers: str) -> bytes:
    return answer(status, json.dumps(body).encode(), *headers)


def in_turn(*answers: bytes) -> Script:
    """Answer the first request with the first answer, and so on; the last one for all that follow."""
    left = list(answers)

    def script(visit: Visit) -> None:
        visit.send(left.pop(0) if len(left) > 1 else left[0])

    return script


def key_of(request: bytes) -> str:
    head = request.decode().lower().splitlines()
    return next(line.partition(": ")[2] for line in head if line.startswith("idempotency-key: "))


@pytest.mark.parametrize(
    "url",
    ["notaurl", "", "localhost:8080", "ftp://host", "http://", "http://host:port", "http://h/\x1b[2J", "/x"],
)
def test_what_is_no_address_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(InvalidAddress):
        Client(url)


def test_the_servers_own_words_come_with_a_refusal() -> None:
    problem = {"detail": "items.0.url: no", "errors": [{"field": "items.0.url"}]}
    with (
        scripted_server(in_turn(as_json("422 Unprocessable", problem))) as server,
        pytest.raises(Refused, match=r"^items\.0\.url: no$") as refused,
    ):
        Client(f"http://{server.host_port}").submit({})
    assert (refused.value.status, refused.value.errors) == (422, [{"field": "items.0.url"}])


def test_an_error_without_a_problem_is_told_by_its_status() -> None:
    with (
        scripted_server(in_turn(answer("502 Bad Gateway", b"<html>"))) as server,
        pytest.raises(Refused, match="the server answered 502"),
    ):
        Client(f"http://{server.host_port}").workers()


def test_an_answer_that_is_no_json_is_not_parallax() -> None:
    with scripted_server(in_turn(answer("200 OK", b"<html>"))) as server, pytest.raises(NotParallax):
        Client(f"http://{server.host_port}").workers()


def test_a_submission_that_was_not_possible_for_a_moment_is_sent_again_with_the_same_key() -> None:
    away = as_json("503 Unavailable", {"detail": "away"})
    with scripted_server(in_turn(away, b"", as_json("202 Accepted", {"batch": BATCH}))) as server:
        assert Client(f"http://{server.host_port}").submit({})["batch"]["id"] == "b"
        keys = [key_of(request) for request in server.requests]
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_a_full_queue_is_told_at_once() -> None:
    full = as_json("429 Too Many Requests", {"detail": "the queue is full"}, "Retry-After: 60")
    with scripted_server(in_turn(full)) as server, pytest.raises(Refused, match="the queue is full"):
        Client(f"http://{server.host_port}").submit({})
    assert len(server.requests) == 1


def test_the_reader_is_answered_in_the_language_asked_for() -> None:
    with scripted_server(in_turn(as_json("200 OK", {"workers": []}))) as server:
        Client(f"http://{server.host_port}", language="zh").workers()
        assert b"accept-language: zh" in server.requests[0].lower()


def test_pages_are_asked_for_until_the_last() -> None:
    first = {"downloads": [{"id": "2"}], "next_cursor": "7"}
    last = {"downloads": [{"id": "1"}], "next_cursor": None}
    with scripted_server(in_turn(as_json("200 OK", first), as_json("200 OK", last))) as server:
        found = list(Client(f"http://{server.host_port}").downloads(batch="b&c", state="queued"))
        lines = [request.decode().splitlines()[0] for request in server.requests]
    assert [download["id"] for download in found] == ["2", "1"]
    assert "batch=b%26c" in lines[0]
    assert "state=queued" in lines[0]
    assert "cursor=7" in lines[1]


def test_events_are_read_until_the_connection_ends_and_resume_after_the_last_one() -> None:
    stream = b'id: 5-0\n\n: still here\n\nid: 6-0\nevent: started\ndata: {"batch": "b"}\n\n'
    with scripted_server(in_turn(answer("200 OK", stream, "Content-Type: text/event-stream"))) as server:
        events = list(Client(f"http://{server.host_port}").events(after="4-0"))
        assert b"last-event-id: 4-0" in server.requests[0].lower()
    assert events == [StreamEvent("connected", {}), StreamEvent("started", {"batch": "b"}, "6-0")]


def test_no_room_for_another_stream_is_a_refusal() -> None:
    full = as_json("503 Unavailable", {"detail": "too many event streams are open"})
    with scripted_server(in_turn(full)) as server, pytest.raises(Refused, match="too many event streams"):
        list(Client(f"http://{server.host_port}").events())


def test_a_stream_of_nonsense_is_an_unreachable_front() -> None:
    with (
        scripted_server(in_turn(answer("200 OK", b"data: {nonsense\n\n"))) as server,
        pytest.raises(Unreachable),
    ):
        list(Client(f"http://{server.host_port}").events())


def test_nobody_there_is_told_with_the_address_and_the_reason() -> None:
    with pytest.raises(Unreachable) as unreachable:
        Client("http://127.0.0.1:9/").workers()
    assert str(unreachable.value) == "http://127.0.0.1:9 does not answer: Connection refused"


EVIL = "\x1b[2Jred\x9b5m\u202e\u2028\nnext line\x00"


def test_what_a_server_says_has_neither_escape_codes_nor_lines_of_its_own() -> None:
    problem = {"detail": EVIL, "errors": [{"item": 0, "field": EVIL, "message": EVIL}]}
    with (
        scripted_server(in_turn(as_json("422 Unprocessable", problem))) as server,
        pytest.raises(Refused) as refused,
    ):
        Client(f"http://{server.host_port}").submit({})
    [fault] = refused.value.errors
    for text in (str(refused.value), refused.value.detail, fault["field"], fault["message"]):
        assert text == printable(EVIL)
    assert fault["item"] == 0


def test_an_answer_that_is_no_http_is_told_without_its_escape_codes() -> None:
    with (
        scripted_server(in_turn(b"\x1b[2Jno HTTP\r\n\r\n")) as server,
        pytest.raises(Unreachable) as unreachable,
    ):
        Client(f"http://{server.host_port}").workers()
    assert str(unreachable.value).isprintable()


@pytest.mark.parametrize("body", [b"[" * 100_000, b"[]", b'"text"', b"null"])
def test_an_answer_that_is_no_json_object_is_not_one_of_parallax(body: bytes) -> None:
    with scripted_server(in_turn(answer("200 OK", body))) as server, pytest.raises(NotParallax):
        Client(f"http://{server.host_port}").workers()


def test_an_error_that_is_nested_too_deeply_is_told_by_its_status() -> None:
    with (
        scripted_server(in_turn(answer("422 Unprocessable", b"[" * 100_000))) as server,
        pytest.raises(Refused, match="the server answered 422"),
    ):
        Client(f"http://{server.host_port}").workers()

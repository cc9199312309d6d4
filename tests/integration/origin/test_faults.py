"""Every fault, as a client sees it."""

import http.client
import json
import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import pytest

from origin import content
from tests.helpers.origin_client import Origin
from tests.helpers.recording import recorded_answer

Eventually = Callable[[Callable[[], bool], Callable[[], str]], None]

SIZE_BYTES = 300_000
WHOLE = content.whole("f", SIZE_BYTES)


def path(fault: str, **more: object) -> str:
    return f"/files/f?bytes={SIZE_BYTES}&fault={fault}" + "".join(f"&{k}={v}" for k, v in more.items())


@pytest.mark.parametrize("at_bytes", [0, 1, 70_000, SIZE_BYTES - 1])
def test_cut_sends_exactly_so_many_bytes_and_resets_the_connection(origin: Origin, at_bytes: int) -> None:
    answer = origin.ask(path("cut", at_bytes=at_bytes))
    assert (answer.status, answer.ended) == (200, "reset")
    assert answer.headers["Content-Length"] == str(SIZE_BYTES)
    assert answer.body == WHOLE[:at_bytes]


@pytest.mark.parametrize("fault", ["cut", "short"])
def test_a_fault_strikes_half_way_by_default(origin: Origin, fault: str) -> None:
    assert origin.ask(path(fault)).body == WHOLE[: SIZE_BYTES // 2]


def test_a_client_that_resumes_after_each_cut_gets_the_whole_file(origin: Origin) -> None:
    received, cuts = b"", 0
    while len(received) < SIZE_BYTES:
        answer = origin.ask(path("cut", at_bytes=100_001), headers={"Range": f"bytes={len(received)}-"})
        received += answer.body
        cuts += answer.ended == "reset"
    assert (received, cuts) == (WHOLE, 2)


def test_stall_sends_so_many_bytes_then_nothing_and_stays_open(origin: Origin) -> None:
    answer = origin.ask(path("stall", at_bytes=1000), silence_secs=1.0)
    assert (answer.body, answer.ended) == (WHOLE[:1000], "open")


def test_a_stalled_stream_ends_when_its_client_leaves(origin: Origin, eventually: Eventually) -> None:
    origin.open(path("stall", key="leaver")).close()
    eventually(
        lambda: any("leaver" in line and "left" in line for line in origin.log.read_text().splitlines()),
        origin.log.read_text,
    )


@pytest.mark.parametrize("status", [404, 429, 500, 503, 599])
def test_status_answers_with_that_status_and_a_problem(origin: Origin, status: int) -> None:
    answer = origin.ask(path("status", status=status))
    assert (answer.status, json.loads(answer.body)["status"]) == (status, status)
    assert answer.headers["Retry-After"] == ("1" if status in (429, 503) else None)


def test_status_a_number_of_times_is_fine_afterwards_for_each_name_and_key(origin: Origin) -> None:
    for key in ("one", "two"):
        asked = path("status", status=500, times=2, key=key)
        assert [origin.ask(asked).status for _ in range(4)] == [500, 500, 200, 200]
    assert origin.ask(asked).body == WHOLE


@pytest.mark.parametrize("fault", ["cut", "short", "long", "wrong-bytes", "bad-chunk"])
def test_a_fault_in_the_body_too_can_stop_after_a_number_of_times_and_head_uses_none_up(
    origin: Origin, fault: str
) -> None:
    asked = path(fault, times=1, key="once")
    assert origin.ask(asked, "HEAD").headers["Content-Length"] == str(SIZE_BYTES)
    assert origin.ask(asked).body != WHOLE
    assert origin.ask(asked).body == WHOLE


def test_short_announces_more_than_it_sends_and_closes_politely(origin: Origin) -> None:
    answer = origin.ask(path("short", at_bytes=70_000))
    assert (answer.body, answer.ended) == (WHOLE[:70_000], "closed")
    assert answer.headers["Content-Length"] == str(SIZE_BYTES)


def test_long_announces_less_than_it_sends_and_closes(origin: Origin) -> None:
    answer = origin.ask(path("long", at_bytes=1000))
    assert answer.headers["Content-Length"] == "1000"
    assert answer.body == WHOLE[: 1000 + 64 * 1024]
    assert answer.ended == "closed"


@pytest.mark.parametrize("at_bytes", [0, 65_536, SIZE_BYTES - 1])
def test_wrong_bytes_flips_one_byte_and_keeps_length_and_digest(origin: Origin, at_bytes: int) -> None:
    honest = origin.ask(f"/files/f?bytes={SIZE_BYTES}")
    answer = origin.ask(path("wrong-bytes", at_bytes=at_bytes))
    assert [at for at in range(SIZE_BYTES) if answer.body[at] != WHOLE[at]] == [at_bytes]
    for field in ("Content-Length", "Repr-Digest", "ETag"):
        assert answer.headers[field] == honest.headers[field]


@pytest.mark.parametrize(("more", "at_bytes"), [({}, None), ({"at_bytes": 0}, 0), ({"at_bytes": 17}, 17)])
def test_cut_headers_ends_inside_the_headers(
    origin: Origin, more: dict[str, int], at_bytes: int | None
) -> None:
    whole = recorded_answer(origin.url, f"/files/f?bytes={SIZE_BYTES}")
    answer = recorded_answer(origin.url, path("cut-headers", **more))
    assert b"\r\n\r\n" not in answer
    assert answer[:9] == whole[: len(answer)][:9]
    assert len(answer) == at_bytes if at_bytes is not None else len(answer) > 100


def test_cut_headers_never_sends_the_end_of_the_headers(origin: Origin) -> None:
    answer = recorded_answer(origin.url, path("cut-headers", at_bytes=1_000_000))
    assert answer.endswith(b"\r\n\r")


def test_interim_answers_come_before_the_file(origin: Origin) -> None:
    answer = recorded_answer(origin.url, path("interim"))
    assert re.findall(rb"HTTP/1\.1 ([0-9]+)", answer[:1_000]) == [b"102", b"103", b"200"]
    assert answer.endswith(WHOLE)


@pytest.mark.parametrize("at_bytes", [0, 1, 70_000])
def test_bad_chunk_is_no_chunk_after_so_many_bytes(origin: Origin, at_bytes: int) -> None:
    answer = origin.ask(path("bad-chunk", at_bytes=at_bytes))
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert answer.body.endswith(
        b"\r\n0x10\r\n????????????????\r\n0\r\n\r\n" if at_bytes else b"????\r\n0\r\n\r\n"
    )
    assert at_bytes <= len(answer.body) < at_bytes + 200


def test_redirect_points_at_any_address_it_is_told(origin: Origin) -> None:
    to = "http://169.254.169.254/latest?x=1&y=2"
    answer = origin.ask(path("redirect", to=quote(to, safe="")))
    assert (answer.status, answer.headers["Location"]) == (302, to)


@pytest.mark.parametrize(
    ("fault", "error"),
    [("cut", (ConnectionResetError, http.client.IncompleteRead)), ("short", http.client.IncompleteRead)],
)
def test_the_client_of_the_standard_library_notices(
    origin: Origin, fault: str, error: type[Exception]
) -> None:
    connection = http.client.HTTPConnection(urlsplit(origin.url).netloc, timeout=30)
    connection.request("GET", path(fault))
    response = connection.getresponse()
    with response, pytest.raises(error):
        response.read()
    connection.close()


def test_the_probes_are_well_whatever_their_query_says(origin: Origin) -> None:
    for probe in ("/livez", "/readyz"):
        answer = origin.ask(f"{probe}?fault=status&status=503&bytes=x&delay_secs=600")
        assert (answer.status, json.loads(answer.body)) == (200, {"status": "ok"})

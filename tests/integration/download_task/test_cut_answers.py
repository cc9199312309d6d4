"""An answer that ends too early, at any of its bytes, never ends as a finished file."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.helpers.origin_process import content_of
from tests.helpers.performing import NAME, Performer
from tests.helpers.recording import recorded_answer
from tests.helpers.scripted_server import ScriptedServer, Visit

Serve = Callable[..., ScriptedServer]
SIZE = 40
FILE = content_of(NAME, SIZE)
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def in_chunks(body: bytes) -> bytes:
    """An answer in chunks, with a chunk extension and a trailer."""
    half = len(body) // 2
    chunks = b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:]))
    return b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + CHUNKED + chunks + b"0\r\nExpires: now\r\n\r\n"


@pytest.fixture(params=["recorded", "chunked"])
def answer(request: pytest.FixtureRequest, origin_url: str) -> bytes:
    """A whole answer with the file."""
    if request.param == "chunked":
        return in_chunks(FILE)
    return recorded_answer(origin_url, f"/files/{NAME}?bytes={SIZE}")


@pytest.mark.parametrize("goodbye", [Visit.close_notify, Visit.reset, lambda visit: None],
                         ids=["close_notify", "reset", "close"])  # fmt: skip
def test_an_answer_cut_off_at_any_byte_is_a_broken_transfer(
    serve_both: Serve, performer: Performer, answer: bytes, goodbye: Callable[[Visit], None]
) -> None:
    lengths = iter(range(len(answer)))

    def cut_off(visit: Visit) -> None:
        visit.send(answer[: next(lengths)])
        goodbye(visit)

    url = serve_both(cut_off).url
    codes = [performer.failure_code(url) for _ in answer]
    assert set(codes) == {"transfer-broken"}, codes


def test_the_same_answer_when_it_is_whole_is_the_file(
    serve_both: Serve, performer: Performer, answer: bytes
) -> None:
    assert performer(serve_both(partial(Visit.send, data=answer)).url).state == "finished"
    assert performer.file.read_bytes() == FILE


def test_a_redirect_cut_off_at_any_byte_is_not_followed(serve_both: Serve, performer: Performer) -> None:
    redirect = b"HTTP/1.1 302 Found\r\nLocation: /files/a/long/path\r\nContent-Length: 0\r\n\r\n"
    lengths = iter(range(len(redirect)))
    server = serve_both(lambda visit: visit.send(redirect[: next(lengths)]))
    assert {performer.failure_code(server.url) for _ in redirect} == {"transfer-broken"}
    assert len(server.requests) == len(redirect)


def test_headers_that_end_too_early_are_named(serve: Serve, performer: Performer) -> None:
    outcome = performer(serve(partial(Visit.send, data=OK + b"Content-Length: 4")).url)
    assert outcome.failure is not None
    assert outcome.failure.reason == "cut-off-in-headers"


@pytest.mark.parametrize("goodbye", [Visit.reset, lambda visit: None], ids=["reset", "close"])
def test_over_tls_a_file_of_unknown_length_ends_with_close_notify_and_not_with_the_connection(
    serve_tls: Serve, performer: Performer, goodbye: Callable[[Visit], None]
) -> None:
    def end_early(visit: Visit) -> None:
        visit.send(OK + b"\r\n" + b"x" * 50_000)
        goodbye(visit)

    outcome = performer(serve_tls(end_early).url)
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.reason) == ("transfer-broken", "broke-off")
    assert performer.files() == []


def test_over_tls_a_file_of_unknown_length_is_whole_after_close_notify(
    serve_tls: Serve, performer: Performer
) -> None:
    def end_well(visit: Visit) -> None:
        visit.send(OK + b"\r\n" + b"x" * 50_000)
        visit.close_notify()

    assert performer(serve_tls(end_well).url).size_bytes == 50_000


def test_a_file_of_unknown_length_that_ends_with_a_reset_is_broken(
    serve: Serve, performer: Performer
) -> None:
    def break_off(visit: Visit) -> None:
        visit.send(OK + b"\r\nsome")
        visit.reset()

    assert performer.failure_code(serve(break_off).url) == "transfer-broken"

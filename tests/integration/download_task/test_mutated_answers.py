"""Whatever happens to an answer on its way: a finished file is what the answer says, byte by byte."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers.http_by_the_letter import file_in
from tests.helpers.origin_process import content_of
from tests.helpers.performing import NAME, Performer
from tests.helpers.recording import recorded_answer
from tests.helpers.scripted_server import ScriptedServer, Visit

Serve = Callable[..., ScriptedServer]
SIZE = 60
BYTES = content_of(NAME, SIZE)
CHUNKED = (
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Expires\r\n\r\n"
    b"1e;a=b\r\n" + BYTES[:30] + b"\r\n1E\r\n" + BYTES[30:] + b"\r\n0\r\nExpires: now\r\n\r\n"
)
UNTIL_CLOSE = b"HTTP/1.1 200 OK\r\nServer: plain\r\n\r\n" + BYTES
LENGTH = b"HTTP/1.1 200 OK\r\nServer: plain\r\nContent-Length: 60\r\nConnection: close\r\n\r\n" + BYTES

# Bytes that mean something to HTTP come often, all others now and then.
MEANINGFUL = (
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"\r\n\r\n",
        b" ",
        b"\t",
        b":",
        b";",
        b",",
        b"0",
        b"1",
        b"-",
        b"+",
        b"_",
        b"x",
        b"\0",
    ),
    *(
        b"0\r\n\r\n",
        b"Content-Length: 3\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip\r\n",
    ),
    *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.0"),
)
PIECES = st.one_of(st.sampled_from(MEANINGFUL), st.binary(min_size=1, max_size=4))
PLACES = st.integers(0, 10**6)
MUTATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), PLACES, PIECES),
        st.tuples(st.just("replace"), PLACES, PIECES),
        st.tuples(st.just("remove"), PLACES, st.integers(1, 20)),
        st.tuples(st.just("repeat"), PLACES, st.integers(1, 20)),
        st.tuples(st.just("cut"), PLACES, st.just(0)),
    ),
    min_size=1,
    max_size=3,
)


def mutated(answer: bytes, mutations: list[tuple[str, int, bytes | int]]) -> bytes:
    for kind, place, what in mutations:
        at = place % (len(answer) + 1)
        if isinstance(what, bytes):
            answer = answer[:at] + what + answer[at + (len(what) if kind == "replace" else 0) :]
        elif kind == "cut":
            answer = answer[:at]
        else:
            again = answer[at : at + what] * (2 if kind == "repeat" else 0)
            answer = answer[:at] + again + answer[at + what :]
    return answer


@pytest.mark.parametrize("answer", [LENGTH, CHUNKED, UNTIL_CLOSE], ids=["length", "chunked", "until-close"])
def test_a_finished_file_is_what_the_answer_says(
    serve: Serve, allow: Callable[..., Performer], answer: bytes
) -> None:
    now = [answer]
    performer = allow(read_secs=5.0)
    url = serve(lambda visit: visit.send(now[0])).url
    finished = 0

    @settings(
        max_examples=300,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(MUTATIONS)
    def check(mutations: list[tuple[str, int, bytes | int]]) -> None:
        nonlocal finished
        now[0] = mutated(answer, mutations)
        if performer(url).state == "finished":
            finished += 1
            assert performer.file.read_bytes() == file_in(now[0]), now[0]

    check()
    assert finished > 20, "hardly an answer was accepted: nothing was tested"


def test_the_second_opinion_reads_the_answers_themselves() -> None:
    assert [file_in(answer) for answer in (LENGTH, CHUNKED, UNTIL_CLOSE)] == [BYTES] * 3
    assert file_in(LENGTH[:-1]) is None
    assert file_in(CHUNKED[:-1]) is None
    assert file_in(CHUNKED.replace(b"1E", b"+1E")) is None


def test_a_byte_that_changes_under_the_servers_own_digest_is_never_kept(
    serve: Serve, performer: Performer, origin_url: str
) -> None:
    answer = recorded_answer(origin_url, f"/files/{NAME}?bytes={SIZE}")
    places = iter(range(len(answer)))

    def answer_with_one_wrong_byte(visit: Visit) -> None:
        at = next(places)
        visit.send(answer[:at] + bytes([answer[at] ^ 0x20]) + answer[at + 1 :])

    url = serve(answer_with_one_wrong_byte).url
    for at in range(len(answer)):
        if performer(url).state == "finished":
            assert performer.file.read_bytes() == BYTES, at

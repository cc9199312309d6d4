"""Whatever the server does, a cancelled download ends soon and leaves nothing."""

import threading
from collections.abc import Callable
from contextvars import ContextVar

import pytest

from download_task import Outcome
from tests.helpers.performing import CancelRequest, Performer
from tests.helpers.scripted_server import ScriptedServer, Visit

Url = Callable[..., str]
SOON_SECS = 3.0  # a second is promised; a busy machine may take longer


def check_cancelled(outcome: Outcome, request: CancelRequest, performer: Performer) -> None:
    assert request.age_secs() < SOON_SECS
    assert outcome.state == "cancelled", outcome
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.retryable) == ("cancelled", False)
    assert outcome.path is None
    assert performer.files() == []


def test_cancelled_before_it_starts_it_asks_nobody(
    serve: Callable[..., ScriptedServer], performer: Performer
) -> None:
    server = serve(lambda visit: visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    request = CancelRequest()
    request.make()
    check_cancelled(performer(server.url, cancelled=request), request, performer)
    assert server.requests == []


@pytest.mark.parametrize("delay_secs", [60])
def test_cancelled_while_the_answer_has_not_begun(
    performer: Performer, serve: Callable[..., ScriptedServer], delay_secs: int
) -> None:
    request = CancelRequest()

    def wait(visit: Visit) -> None:
        request.make()
        visit.is_over.wait(delay_secs)

    check_cancelled(performer(serve(wait).url, cancelled=request), request, performer)


@pytest.mark.parametrize(
    "fault",
    [
        {"rate": 20_000, "bytes": 10_000_000},
        {"fault": "stall", "at_bytes": 5_000},
    ],
    ids=["slow", "stalled"],
)
def test_cancelled_in_the_middle_of_the_bytes(
    allow: Callable[..., Performer], at_origin: Url, fault: dict[str, object]
) -> None:
    request = CancelRequest()
    performer = allow(read_secs=60.0)

    def cancelled_when_bytes_came() -> bool:
        if any(part.stat().st_size > 0 for part in performer.files()):
            request.make()
        return request()

    outcome = performer(at_origin(**fault), cancelled=cancelled_when_bytes_came)
    check_cancelled(outcome, request, performer)


def test_cancelled_during_a_stall_of_a_server_that_keeps_its_connections(
    serve: Callable[..., ScriptedServer], allow: Callable[..., Performer]
) -> None:
    request = CancelRequest()

    def stall(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 9\r\n\r\nabc")
        request.make()
        visit.stay_silent()

    server = serve(stall)
    check_cancelled(allow(read_secs=60.0)(server.url, cancelled=request), request, allow())


def test_cancelled_during_the_tls_handshake(
    serve: Callable[..., ScriptedServer], allow: Callable[..., Performer]
) -> None:
    request = CancelRequest()

    def never_greet(visit: Visit) -> None:
        request.make()
        visit.stay_silent()

    server = serve(never_greet, reads_request=False)
    performer = allow(connect_secs=60.0)
    check_cancelled(performer(f"https://{server.host_port}/", cancelled=request), request, performer)


def test_cancelled_while_it_follows_redirects(
    serve: Callable[..., ScriptedServer], allow: Callable[..., Performer]
) -> None:
    request = CancelRequest()

    def redirect_then_stall(visit: Visit) -> None:
        if b"GET /last " in visit.request:
            request.make()
            visit.stay_silent()
        visit.send(b"HTTP/1.1 302 Found\r\nLocation: /last\r\n\r\n")

    server = serve(redirect_then_stall)
    check_cancelled(allow(read_secs=60.0)(server.url, cancelled=request), request, allow())


def test_cancelled_hangs_up_on_the_server(serve: Callable[..., ScriptedServer], performer: Performer) -> None:
    request, hung_up = CancelRequest(), threading.Event()

    def watch(visit: Visit) -> None:
        request.make()
        if visit.client_hung_up(within_secs=10):
            hung_up.set()

    performer(serve(watch).url, cancelled=request)
    assert hung_up.wait(10)


def test_cancelled_sees_the_context_of_the_tasks_thread(
    serve: Callable[..., ScriptedServer], performer: Performer
) -> None:
    """RQ and `rq_pools` say by context variables which job runs; `cancelled` asks them."""
    mine: ContextVar[str] = ContextVar("mine", default="nobody's")
    seen: list[str] = []

    def cancelled() -> bool:
        seen.append(mine.get())
        return len(seen) >= 3

    token = mine.set("the task's")
    try:
        performer(serve(Visit.stay_silent).url, cancelled=cancelled)
    finally:
        mine.reset(token)
    assert seen == ["the task's"] * 3

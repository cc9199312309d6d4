"""A host name that resolves slowly ends no later than the download is allowed to.

The one thing replaced here is the system's resolver, which cannot be made slow from a test.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.helpers.performing import CancelRequest, Performer

HOST = "slow.example"
ASKED_SECS = 20.0


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A resolver that answers when the event is set; its threads have ended when the test has."""
    may_answer = threading.Event()
    real = socket.getaddrinfo

    def slow(host: str, port: int, **options: Any) -> Any:
        if host == HOST and not options.get("flags"):
            may_answer.wait(ASKED_SECS)
            return real("127.0.0.1", port, **options)
        return real(host, port, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    yield may_answer
    may_answer.set()
    for thread in threading.enumerate():
        if thread.name == "download-lookup":
            thread.join(ASKED_SECS)


def test_it_ends_at_the_total_time_out(resolver: threading.Event, allow: Callable[..., Performer]) -> None:
    outcome = allow(HOST, total_secs=0.5)(f"http://{HOST}/")
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.reason) == ("timed-out", "total")
    assert outcome.wall_secs < ASKED_SECS / 2


def test_it_ends_when_it_is_cancelled(resolver: threading.Event, allow: Callable[..., Performer]) -> None:
    request = CancelRequest()
    request.make()
    calls = iter([False, False])  # before it starts, and at the first look of the watch
    outcome = allow(HOST)(f"http://{HOST}/", cancelled=lambda: next(calls, True))
    assert outcome.state == "cancelled"
    assert request.age_secs() < ASKED_SECS / 2


def test_a_name_that_resolves_at_last_is_downloaded_from(
    resolver: threading.Event, allow: Callable[..., Performer], origin_url: str
) -> None:
    port = origin_url.rpartition(":")[2]
    threading.Timer(0.5, resolver.set).start()
    assert allow(HOST, connect_secs=0.4)(f"http://{HOST}:{port}/files/a?bytes=9").size_bytes == 9


def test_an_abandoned_lookup_does_not_keep_the_process_from_ending(
    resolver: threading.Event, allow: Callable[..., Performer]
) -> None:
    allow(HOST, total_secs=0.3)(f"http://{HOST}/")
    [lookup] = [thread for thread in threading.enumerate() if thread.name == "download-lookup"]
    assert lookup.daemon

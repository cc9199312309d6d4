"""Server-sent events over real HTTP: in order, nothing missed, nothing twice, bounded."""

import itertools
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.helpers.databases import Databases, url_of
from tests.helpers.front_process import Front, running_front
from tests.helpers.sse import EventClient, Sent, open_when_there_is_room
from tests.helpers.valkey import Server
from tests.helpers.waiting import wait_until
from wire import Event, Progress, Requeued, keys, publish
from wire.events import newest_id

MAX_STREAMS = 40


@pytest.fixture(scope="module")
def redis(databases: Databases) -> Iterator["Redis"]:
    """One database for all tests here; each goes on where the stream is."""
    with databases.clean() as connection:
        yield connection


@pytest.fixture(scope="module")
def front(redis: "Redis", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """One front for all tests here."""
    log = tmp_path_factory.mktemp("front") / "log"
    with running_front(log, url_of(redis), max_streams=MAX_STREAMS, threads=4) as running:
        yield running
    assert "Traceback" not in log.read_text()


def tell(redis: "Redis", first: int, count: int) -> None:
    """Publish progress events numbered from `first`."""
    events = [Event("progress", Progress(n), download="d") for n in range(first, first + count)]
    with redis.pipeline(transaction=False) as pipeline:
        publish(pipeline, *events)
        pipeline.execute()


def numbers(events: list[Sent]) -> list[int]:
    return [event.data["data"]["run"] for event in events]


def test_a_stream_has_the_headers_and_the_form_of_server_sent_events(front: Front, redis: "Redis") -> None:
    with EventClient(front.port) as client:
        assert client.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert client.headers["cache-control"] == "no-store"
        assert client.headers["x-accel-buffering"] == "no"
        client.opened()
        publish(redis, Event("requeued", Requeued("下载\n行"), batch="b", at=1.5))
        [event] = client.take(1)
    assert (event.type, event.id) == ("requeued", newest_id(redis))
    assert event.data == {
        "type": "requeued",
        "batch": "b",
        "download": "",
        "at": 1.5,
        "data": {"name": "下载\n行"},
    }


def test_what_is_submitted_over_http_is_told(front: Front) -> None:
    with EventClient(front.port) as client:
        client.opened()
        batch = front.submit("a", "b").json["batch"]["id"]
        [queued] = client.take(1)
        assert (queued.type, queued.data["batch"], queued.data["data"]["count"]) == ("queued", batch, 2)
        download = front.submit("c").json["downloads"][0]
        front.ask(f"/api/v1/downloads/{download}", "DELETE")
        assert [event.type for event in client.take(2)] == ["queued", "cancelled"]


def test_a_new_client_gets_what_happens_from_now_on(front: Front, redis: "Redis") -> None:
    tell(redis, 0, 5)
    with EventClient(front.port) as client:
        client.opened()
        tell(redis, 5, 3)
        assert numbers(client.take(3)) == [5, 6, 7]


def test_a_client_that_resumes_gets_all_it_missed_and_nothing_twice(front: Front, redis: "Redis") -> None:
    with EventClient(front.port) as client:
        client.opened()
        tell(redis, 0, 3)
        seen = client.take(3)
    tell(redis, 3, 1_200)
    with EventClient(front.port, seen[1].id) as client:
        client.opened()
        tell(redis, 1_203, 5)
        assert numbers(client.take(1_206)) == list(range(2, 1_208))


def test_a_client_that_comes_and_goes_while_events_pour_in_gets_each_once(
    front: Front, redis: "Redis"
) -> None:
    start = newest_id(redis)

    def pour() -> None:
        for first in range(0, 2_000, 10):
            tell(redis, first, 10)

    pouring = threading.Thread(target=pour)
    pouring.start()
    seen: list[int] = []
    while len(seen) < 2_000:
        with EventClient(front.port, start) as client:
            client.opened()
            events = client.take(min(173, 2_000 - len(seen)))
        seen += numbers(events)
        start = events[-1].id
    pouring.join()
    assert seen == list(range(2_000))


def test_30_clients_at_once_all_get_all_of_5000_events_in_order(front: Front, redis: "Redis") -> None:
    got: list[list[int]] = [[] for _ in range(30)]
    start = newest_id(redis)
    opened = threading.Barrier(31)

    def follow(mine: list[int]) -> None:
        last_id: str | None = start
        first = True
        while len(mine) < 5_000:
            with EventClient(front.port, last_id) as client:
                client.opened()
                if first:
                    first = False
                    opened.wait()
                for event in client.events():
                    mine.append(event.data["data"]["run"])
                    if len(mine) == 5_000:
                        return
                last_id = client.last_id  # cut off because it was too slow: a browser resumes likewise

    threads = [threading.Thread(target=follow, args=(mine,), daemon=True) for mine in got]
    for thread in threads:
        thread.start()
    opened.wait()
    for first in range(0, 5_000, 100):
        tell(redis, first, 100)
    for thread in threads:
        thread.join(30)
    assert [mine == list(range(5_000)) for mine in got] == [True] * 30, [len(mine) for mine in got]


def test_what_is_no_event_is_passed_over(front: Front, redis: "Redis") -> None:
    with EventClient(front.port) as client:
        client.opened()
        start = client.last_id
        tell(redis, 0, 2)
        redis.xadd(keys.EVENTS, {"something": "else"})
        redis.xadd(keys.EVENTS, {"event": "no json"})
        redis.xadd(keys.EVENTS, {"event": '{"type": "progress", "unknown": 1}'})
        redis.xadd(keys.EVENTS, {"event": '{"type": "progress", "data": {"name": "\\ud800"}}'})
        redis.xadd(keys.EVENTS, {"event": '{"type": "progress", "data": ' + "[" * 100_000})
        redis.xadd(
            keys.EVENTS, {"event": '{"type": "progress", "at": 1%s, "data": {"run": 1}}' % ("0" * 400)}
        )
        tell(redis, 2, 2)
        assert numbers(client.take(4)) == [0, 1, 2, 3]
    with EventClient(front.port, start) as late:
        late.opened()
        assert numbers(late.take(4)) == [0, 1, 2, 3]


@pytest.mark.parametrize("bad", ["", "x", "1", "1-", "-1", "1-1-1", "1.5-0", "$", "9" * 19 + "-0", "٣-٣"])
def test_an_id_that_is_none_is_400(front: Front, bad: str) -> None:
    answer = front.ask("/api/v1/events", headers={"Last-Event-ID": bad.encode().decode("latin-1")})
    assert (answer.status, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_head_gives_its_place_free_at_once(front: Front) -> None:
    for _ in range(MAX_STREAMS + 5):
        answer = front.ask("/api/v1/events", "HEAD")
        assert (answer.status, answer.body) == (200, b"")


def test_more_streams_than_allowed_are_503_and_a_leaving_client_makes_room(
    front: Front, redis: "Redis"
) -> None:
    wake = partial(redis.xadd, keys.EVENTS, {"no": "event"})  # so the front notices who left before
    clients = [open_when_there_is_room(front.port, between=wake).opened() for _ in range(MAX_STREAMS)]
    try:
        with EventClient(front.port) as refused:
            assert refused.status == 503
            assert int(refused.headers["retry-after"]) > 0
            assert refused.headers["content-type"] == "application/problem+json"
            assert "event streams" in refused.body()["detail"]
        assert front.ask("/livez").status == 200
        assert front.ask("/api/v1/downloads").status == 200
        clients.pop().close()
        clients.append(open_when_there_is_room(front.port, between=wake).opened())
        tell(redis, 0, 1)
        assert [numbers(client.take(1)) for client in clients] == [[0]] * MAX_STREAMS
    finally:
        for client in clients:
            client.close()


def test_a_quiet_stream_is_kept_alive(start: Callable[..., Front]) -> None:
    front = start(stream_life_secs=0.7, stream_keep_alive_secs=0.3)
    with EventClient(front.port) as client:
        client.opened()
        assert list(client.events()) == []  # until its life ends
        assert client.comments[0] == ": still here"


def test_a_stream_ends_after_its_life_and_the_client_goes_on(
    start: Callable[..., Front], databases: Databases
) -> None:
    with databases.clean() as redis:
        front = start(stream_life_secs=0.2, redis_url=url_of(redis))
        with EventClient(front.port) as client:
            client.opened()
            tell(redis, 0, 1)
            assert numbers(list(client.events())) == [0]
        tell(redis, 1, 2)
        with EventClient(front.port, client.last_id) as client:
            client.opened()
            assert numbers(client.take(2)) == [1, 2]


def test_an_id_whose_successors_are_gone_gets_a_reset_first(
    start: Callable[..., Front], databases: Databases
) -> None:
    with databases.clean() as redis:
        front = start(redis_url=url_of(redis))
        tell(redis, 0, 5)
        kept: Any = redis.xrange(keys.EVENTS, count=1)
        oldest = kept[0][0].decode()
        redis.xtrim(keys.EVENTS, maxlen=2, approximate=False)
        with EventClient(front.port, oldest) as client:
            client.opened()
            events = client.take(3)
        assert [event.type for event in events] == ["reset", "progress", "progress"]
        assert numbers(events[1:]) == [3, 4]
        last = newest_id(redis)
        with EventClient(front.port, last) as client:
            client.opened()
            tell(redis, 5, 1)
            assert numbers(client.take(1)) == [5]


def test_an_id_of_a_stream_that_is_no_more_gets_a_reset_and_what_happens_now(
    start: Callable[..., Front], databases: Databases
) -> None:
    with databases.clean() as redis:
        front = start(redis_url=url_of(redis))
        with EventClient(front.port, "99999999999999999-0") as client:
            client.opened()
            assert client.take(1)[0].type == "reset"
            tell(redis, 7, 1)
            assert numbers(client.take(1)) == [7]


@pytest.mark.parametrize("outage", ["killed", "frozen"])
def test_a_stream_survives_an_outage_of_redis_and_misses_nothing(
    start: Callable[..., Front], server: Server, tmp_path: Path, outage: str
) -> None:
    front = start(redis_url=server.url())
    with Redis.from_url(server.url()) as redis, EventClient(front.port) as client:
        client.opened()
        tell(redis, 0, 2)
        assert numbers(client.take(2)) == [0, 1]
        if outage == "killed":
            server.kill()
            wait_until(lambda: "interrupted" in front.log.read_text(), saying="the front notices")
            server.start()
        else:
            server.freeze()
            assert front.ask("/livez").status == 200
            server.thaw()
        tell(redis, 2, 2)
        later = list(itertools.islice(client.events(), 2))
    while len(later) < 2:  # ended because it was just reading from Redis itself: resume like a browser
        with EventClient(front.port, client.last_id) as client:
            later += itertools.islice(client.opened().events(), 2 - len(later))
    assert numbers(later) == [2, 3]

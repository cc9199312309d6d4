"""Redis away: the API says so, stays alive, loses nothing, and recovers by itself."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis

from tests.helpers.front_process import Answer, Front
from tests.helpers.redis_contents import contents, texts_of
from tests.helpers.valkey import Server
from tests.helpers.waiting import wait_until

PATH = "/api/v1/downloads"
API = [
    ("GET", PATH, None),
    ("GET", f"{PATH}/x", None),
    ("DELETE", f"{PATH}/x", None),
    ("POST", f"{PATH}/x/retry", None),
    ("GET", f"{PATH}/x/file", None),
    ("POST", PATH, {"items": [{"name": "a"}]}),
    ("GET", "/api/v1/batches/x", None),
    ("GET", "/api/v1/workers", None),
    ("GET", "/api/v1/events", None),
    ("GET", "/readyz", None),
]


def assert_unavailable(answer: Answer) -> None:
    assert answer.status == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert "Redis" in answer.json["detail"]


def test_without_redis_all_but_liveness_and_metrics_is_503_until_it_returns(
    start: Callable[..., Front], server: Server
) -> None:
    front = start(redis_url=server.url())
    assert front.submit("before").status == 202
    server.kill()
    for method, path, body in API:
        assert_unavailable(front.ask(path, method, body))
    assert front.ask("/livez").status == 200
    assert front.ask("/").status == 200
    assert front.ask("/openapi.json").status == 200
    metrics = front.ask("/metrics")
    assert (metrics.status, b"parallax_redis_up 0.0" in metrics.body) == (200, True)
    server.start()
    assert front.ask("/readyz").status == 200
    assert b"parallax_redis_up 1.0" in front.ask("/metrics").body
    assert len(front.ask(PATH).json["downloads"]) == 1
    assert front.submit("after").status == 202
    assert "Traceback" not in front.log.read_text()


def test_a_front_that_starts_before_redis_waits_for_it(start: Callable[..., Front], server: Server) -> None:
    server.kill()
    front = start(redis_url=server.url())
    assert front.ask("/livez").status == 200
    assert_unavailable(front.ask("/readyz"))
    server.start()
    assert front.submit("a").status == 202


def test_while_redis_stands_still_the_front_answers_in_time_and_a_batch_is_queued_once_or_not(
    start: Callable[..., Front], server: Server
) -> None:
    front = start(redis_url=server.url(), redis_timeout_secs=1.2)
    assert front.submit("before").status == 202
    names = [f"n{i}" for i in range(200)]
    answers: dict[str, Answer] = {}

    def send(name: str, ask: Callable[[], Answer]) -> threading.Thread:
        thread = threading.Thread(target=lambda: answers.update({name: ask()}))
        thread.start()
        return thread

    server.freeze()
    began = time.monotonic()
    asking = [
        send("ready", lambda: front.ask("/readyz")),
        send("plain", lambda: front.submit(*names)),
        send("keyed", lambda: front.submit(*names, key="key")),
    ]
    assert front.ask("/livez").status == 200
    for thread in asking:
        thread.join()
    assert time.monotonic() - began < 4 * 1.2 + 4
    server.thaw()
    for answer in answers.values():
        assert_unavailable(answer)
    again = front.submit(*names, key="key")
    assert again.status == 202
    assert front.submit(*names, key="key").body == again.body
    with Redis.from_url(server.url()) as redis:
        assert_whole(redis, front, {1, 200})


def assert_whole(redis: "Redis", front: Front, sizes: set[int]) -> set[str]:
    """Every batch there is has all its downloads, each once on the queue; returns the batches."""
    queued = texts_of(redis, "rq:queue:parallax-any")
    assert len(queued) == len(set(queued))
    batches = {event["batch"] for event in events(redis)}
    members: list[str] = []
    for batch in batches:
        view = front.ask(f"/api/v1/batches/{batch}").json
        assert view["count"] in sizes
        assert view["states"]["queued"] == view["count"]
        mine = texts_of(redis, f"parallax:batch:{batch}:downloads")
        assert len(mine) == view["count"]
        members += mine
    assert sorted(members) == sorted(queued)
    assert redis.zcard("parallax:downloads") == len(queued)
    assert len(list(redis.scan_iter("rq:job:*", count=10_000))) == len(queued)
    return batches


def events(redis: "Redis") -> list[Any]:
    found: Any = redis.xrange("parallax:events")
    return [json.loads(fields[b"event"]) for _, fields in found]


@pytest.mark.parametrize("outage", ["killed", "frozen before its answer"])
def test_redis_failing_in_the_middle_of_a_bulk_submit_leaves_all_of_it_or_nothing(
    start: Callable[..., Front], server: Server, outage: str
) -> None:
    front = start(redis_url=server.url())
    assert front.submit("before").status == 202
    names = [f"n{i}" for i in range(3_000)]
    answers: list[Answer] = []
    sending = threading.Thread(target=lambda: answers.append(front.submit(*names, key="bulk")))
    with Redis.from_url(server.url()) as redis:
        received = redis.info()["total_net_input_bytes"]
        sending.start()
        # In the middle: some of the transaction has arrived, and not all of it (over 1 MB).
        wait_until(
            lambda: redis.info()["total_net_input_bytes"] > received + 50_000, saying="a part has arrived"
        )
    if outage == "killed":
        server.kill()
        sending.join()
        server.start()
    else:
        server.freeze()
        sending.join(1)
        server.thaw()
        sending.join()
    first = answers[0]
    assert first.status in (202, 503)
    if first.status == 503:
        assert_unavailable(first)
    with Redis.from_url(server.url()) as redis:
        assert len(assert_whole(redis, front, {1, 3_000})) in ({2} if first.status == 202 else {1, 2})
        again = front.submit(*names, key="bulk")
        assert again.status == 202
        if first.status == 202:
            assert again.body == first.body
        assert len(assert_whole(redis, front, {1, 3_000})) == 2


def test_an_idempotency_key_survives_a_restart_of_redis(start: Callable[..., Front], server: Server) -> None:
    front = start(redis_url=server.url())
    first = front.submit("a", "b", key="key")
    server.kill()
    server.start()
    with Redis.from_url(server.url()) as redis:
        before = contents(redis)
        again = front.submit("a", "b", key="key")
        assert (again.status, again.body) == (202, first.body)
        assert contents(redis) == before

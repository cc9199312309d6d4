"""When there is no room: too many downloads wait, or Redis has no memory left. Nothing is half queued."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from redis import Redis

from front.app import create_app
from front.settings import FrontSettings
from tests.helpers.databases import url_of
from tests.helpers.front_process import Front
from tests.helpers.redis_contents import contents
from tests.helpers.valkey import Server

PATH = "/api/v1/downloads"


@pytest.fixture
def client(redis: "Redis") -> FlaskClient:
    """A front on whose queues three downloads may wait."""
    return create_app(FrontSettings(redis_url=url_of(redis), max_waiting=3), redis).test_client()


def names(*given: str, pool: str = "any") -> dict[str, object]:
    return {"items": [{"name": name} for name in given], "pool": pool}


def test_more_than_may_wait_are_refused_whatever_their_queue(client: FlaskClient, redis: "Redis") -> None:
    assert client.post(PATH, json=names("a", "b", pool="threads")).status_code == 202
    before = contents(redis)

    answer = client.post(PATH, json=names("c", "d", pool="processes"))

    assert (answer.status_code, answer.content_type) == (429, "application/problem+json")
    assert int(answer.headers["Retry-After"]) > 0
    assert "2 downloads are waiting" in answer.text
    assert contents(redis) == before
    assert client.post(PATH, json=names("c", pool="processes")).status_code == 202


def test_downloads_that_wait_for_their_retry_count(client: FlaskClient, redis: "Redis") -> None:
    redis.zadd("rq:scheduled:parallax-any", {"a": 9e9, "b": 9e9})
    assert client.post(PATH, json=names("c", "d")).status_code == 429
    assert client.post(PATH, json=names("c")).status_code == 202


def test_a_repeated_request_gets_its_first_answer_although_the_queues_are_full(client: FlaskClient) -> None:
    key = {"Idempotency-Key": "k"}
    first = client.post(PATH, json=names("a", "b", "c"), headers=key)
    again = client.post(PATH, json=names("a", "b", "c"), headers=key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.get_json()["downloads"] == first.get_json()["downloads"]


def test_when_redis_is_full_the_answer_says_so_and_nothing_is_half_queued(
    start: Callable[..., Front], server: Server
) -> None:
    front = start(redis_url=server.url())
    with Redis.from_url(server.url()) as redis:
        assert front.submit("before").status == 202
        before = contents(redis)
        redis.config_set("maxmemory", 1)
        answer = front.submit(*[f"n{number}" for number in range(500)])
        listed = front.ask(PATH)
        redis.config_set("maxmemory", 0)

        assert (answer.status, answer.headers["Content-Type"]) == (503, "application/problem+json")
        assert "no memory left" in answer.json["detail"]
        assert int(answer.headers["Retry-After"]) > 0
        assert listed.status == 200  # what is there can still be looked at
        assert contents(redis) == before
        assert front.submit("after").status == 202


def test_when_redis_becomes_full_in_the_middle_all_is_queued_or_nothing(
    start: Callable[..., Front], server: Server
) -> None:
    front = start(redis_url=server.url())
    with Redis.from_url(server.url()) as redis:
        used: int = redis.info("memory")["used_memory"]
        redis.config_set("maxmemory", used + 4 * 1024**2)
        statuses = []
        while 503 not in statuses:
            statuses.append(front.submit(*[f"n{number}" for number in range(1_000)]).status)
        redis.config_set("maxmemory", 0)
        assert set(statuses) == {202, 503}
        assert redis.llen("rq:queue:parallax-any") == 1_000 * statuses.count(202)
        assert redis.zcard("parallax:downloads") == 1_000 * statuses.count(202)
        assert len(list(redis.scan_iter("rq:job:*", count=10_000))) == 1_000 * statuses.count(202)

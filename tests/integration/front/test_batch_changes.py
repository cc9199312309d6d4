"""Cancelling a whole batch, and running its failed and cancelled downloads again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from rq.job import Job, JobStatus

from front.app import create_app
from front.settings import FrontSettings
from tests.helpers.databases import url_of
from tests.helpers.redis_contents import contents, texts_of
from tests.helpers.valkey import Server
from wire import is_cancel_requested
from wire.events import read_after

PATH = "/api/v1/batches"
QUEUE = "rq:queue:parallax-any"

Submit = Callable[..., list[str]]
JobOf = Callable[[str], Job]


def told(redis: "Redis") -> list[str]:
    return [event.type for _, event in read_after(redis, "0", count=30_000)]


@pytest.fixture
def batch_of(job_of: JobOf) -> Callable[[list[str]], str]:
    """The batch that submitted downloads belong to."""
    return lambda ids: str(job_of(ids[0]).meta["batch"])


BatchOf = Callable[[list[str]], str]


def test_all_that_waits_is_cancelled_and_what_others_queued_stays(
    client: FlaskClient, submit: Submit, batch_of: BatchOf, redis: "Redis"
) -> None:
    before, ids, after = submit("before"), submit("a", "b", "c"), submit("after")
    answer = client.delete(f"{PATH}/{batch_of(ids)}")
    assert answer.status_code == 202
    assert answer.get_json()["downloads"] == ids
    assert answer.get_json()["batch"]["states"]["cancelled"] == 3
    assert answer.get_json()["batch"]["done"]
    assert texts_of(redis, QUEUE) == [*before, *after]
    assert set(redis.zrange("rq:canceled:parallax-any", 0, -1)) == {i.encode() for i in ids}
    assert told(redis) == ["queued"] * 3 + ["cancelled"] * 3
    events = [event for _, event in read_after(redis, "0") if event.type == "cancelled"]
    assert [(event.download, getattr(event.data, "name", "")) for event in events] == list(
        zip(ids, "abc", strict=True)
    )
    assert 3_590 < redis.ttl(f"rq:job:{ids[0]}") <= 3_600


def test_it_may_be_cancelled_again_and_nothing_happens(
    client: FlaskClient, submit: Submit, batch_of: BatchOf, redis: "Redis"
) -> None:
    batch = batch_of(submit("a", "b"))
    client.delete(f"{PATH}/{batch}")
    before = contents(redis)
    answer = client.delete(f"{PATH}/{batch}")
    assert (answer.status_code, answer.get_json()["downloads"]) == (202, [])
    assert contents(redis) == before


def test_what_runs_is_asked_to_stop_and_what_has_ended_is_left_alone(
    client: FlaskClient, submit: Submit, batch_of: BatchOf, job_of: JobOf, redis: "Redis"
) -> None:
    ended, running, taken, scheduled = ids = submit("ended", "running", "taken", "scheduled")
    job_of(ended).set_status(JobStatus.FINISHED)
    job_of(running).set_status(JobStatus.STARTED)
    job_of(scheduled).set_status(JobStatus.SCHEDULED)
    redis.zadd("rq:scheduled:parallax-any", {scheduled: 9e9})
    redis.delete(QUEUE)
    # Taken off the queue, and not yet marked as started: what rq_pools' workers do in between.
    redis.rpush(f"{QUEUE}:intermediate", taken)
    answer = client.delete(f"{PATH}/{batch_of(ids)}")
    assert answer.get_json()["downloads"] == [running, taken, scheduled]
    states = [job_of(i).get_status() for i in ids]
    assert states == [JobStatus.FINISHED, JobStatus.STARTED, JobStatus.QUEUED, JobStatus.CANCELED]
    assert [is_cancel_requested(redis, i) for i in ids] == [False, True, True, True]
    assert redis.zcard("rq:scheduled:parallax-any") == 0
    assert told(redis) == ["queued", "cancelled"]


def test_garbage_in_redis_hides_no_other_download(
    client: FlaskClient, submit: Submit, batch_of: BatchOf, job_of: JobOf, redis: "Redis"
) -> None:
    text, gone, unreadable, whole = ids = submit("text", "gone", "unreadable", "whole")
    batch = batch_of(ids)
    redis.set(f"rq:job:{text}", "not a hash")
    redis.delete(f"rq:job:{gone}")
    redis.hset(f"rq:job:{unreadable}", mapping={"data": b"\xff", "description": b"\xff"})
    answer = client.delete(f"{PATH}/{batch}")
    assert (answer.status_code, answer.get_json()["downloads"]) == (202, [unreadable, whole])
    assert texts_of(redis, QUEUE) == [text, gone]
    again = client.post(f"{PATH}/{batch}/retry")
    assert (again.status_code, again.get_json()["downloads"]) == (202, [whole])
    assert texts_of(redis, QUEUE) == [text, gone, whole]


@pytest.mark.parametrize("batch", ["unknown", "a:downloads", "%F0%9F%92%A5", "x" * 300])
def test_an_unknown_batch_is_404(client: FlaskClient, submit: Submit, redis: "Redis", batch: str) -> None:
    submit("a")
    before = contents(redis)
    assert client.delete(f"{PATH}/{batch}").status_code == 404
    assert client.post(f"{PATH}/{batch}/retry").status_code == 404
    assert contents(redis) == before


def test_a_page_of_another_site_cannot_change_a_batch(
    client: FlaskClient, submit: Submit, batch_of: BatchOf
) -> None:
    batch = batch_of(submit("a"))
    del client.environ_base["HTTP_X_PARALLAX"]
    assert client.delete(f"{PATH}/{batch}").status_code == 403
    assert client.post(f"{PATH}/{batch}/retry").status_code == 403


def fail(job: Job, redis: "Redis") -> None:
    job.set_status(JobStatus.FAILED)
    job.failed_job_registry.add(job)
    redis.lrem(QUEUE, 0, job.id)
    redis.expire(job.key, 100)


def test_failed_and_cancelled_downloads_run_again_in_their_order(
    client: FlaskClient, submit: Submit, batch_of: BatchOf, job_of: JobOf, redis: "Redis"
) -> None:
    failed, waiting, cancelled = ids = submit("failed", "waiting", "cancelled")
    fail(job_of(failed), redis)
    client.delete(f"/api/v1/downloads/{cancelled}")
    batch = batch_of(ids)
    redis.expire(f"parallax:batch:{batch}", 10)
    answer = client.post(f"{PATH}/{batch}/retry")
    assert answer.status_code == 202
    assert answer.get_json()["downloads"] == [failed, cancelled]
    assert answer.get_json()["batch"]["states"]["queued"] == 3
    assert texts_of(redis, QUEUE) == [waiting, failed, cancelled]
    assert redis.zcard("rq:failed:parallax-any") == redis.zcard("rq:canceled:parallax-any") == 0
    assert [redis.ttl(f"rq:job:{i}") for i in ids] == [-1, -1, -1]
    assert not is_cancel_requested(redis, cancelled)
    assert redis.ttl(f"parallax:batch:{batch}") > 3_000
    again = client.post(f"{PATH}/{batch}/retry")
    assert (again.status_code, again.get_json()["downloads"]) == (202, [])


@pytest.mark.parametrize(("state", "expected"), [("failed", 0), ("cancelled", 1)])
def test_only_those_of_one_state_run_again_when_asked_for(
    client: FlaskClient,
    submit: Submit,
    batch_of: BatchOf,
    job_of: JobOf,
    redis: "Redis",
    state: str,
    expected: int,
) -> None:
    ids = submit("failed", "cancelled")
    fail(job_of(ids[0]), redis)
    client.delete(f"/api/v1/downloads/{ids[1]}")
    answer = client.post(f"{PATH}/{batch_of(ids)}/retry?state={state}")
    assert answer.get_json()["downloads"] == [ids[expected]]


@pytest.mark.parametrize("query", ["state=finished", "state=", "stat=failed"])
def test_another_state_than_these_is_422(
    client: FlaskClient, submit: Submit, batch_of: BatchOf, query: str
) -> None:
    assert client.post(f"{PATH}/{batch_of(submit('a'))}/retry?{query}").status_code == 422


def test_many_who_cancel_and_retry_at_once_do_each_of_it_once(
    client: FlaskClient, submit: Submit, batch_of: BatchOf, redis: "Redis"
) -> None:
    ids = submit(*(f"name-{number}" for number in range(450)))
    path = f"{PATH}/{batch_of(ids)}"
    app = client.application

    def ask(method: str, path: str) -> list[str]:
        answer = app.test_client().open(path, method=method, headers={"X-Parallax": "1"})
        changed: list[str] = answer.get_json()["downloads"]
        return changed

    with ThreadPoolExecutor(6) as pool:
        cancelled = list(pool.map(lambda _: ask("DELETE", path), range(6)))
        assert sorted(i for answer in cancelled for i in answer) == sorted(ids)
        assert texts_of(redis, QUEUE) == []
        again = list(pool.map(lambda _: ask("POST", f"{path}/retry"), range(6)))
    assert sorted(i for answer in again for i in answer) == sorted(ids)
    assert sorted(texts_of(redis, QUEUE)) == sorted(ids)
    assert told(redis).count("cancelled") == told(redis).count("requeued") == 450


def test_what_has_no_room_to_wait_is_429_and_nothing_is_queued(redis: "Redis", tmp_path: Path) -> None:
    settings = FrontSettings.read(redis_url=url_of(redis), files_dir=tmp_path, max_waiting=3)
    client = create_app(settings, redis).test_client()
    client.environ_base["HTTP_X_PARALLAX"] = "1"

    def submit(*names: str) -> Any:
        return client.post("/api/v1/downloads", json={"items": [{"name": name} for name in names]})

    batch = submit("a", "b").get_json()["batch"]["id"]
    client.delete(f"{PATH}/{batch}")
    assert submit("c", "d").status_code == 202
    before = contents(redis)
    answer = client.post(f"{PATH}/{batch}/retry")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert contents(redis) == before


def test_ten_thousand_take_few_scripts_and_transactions(server: Server, tmp_path: Path) -> None:
    redis = Redis.from_url(server.url())
    client = create_app(FrontSettings.read(redis_url=server.url(), files_dir=tmp_path), redis).test_client()
    client.environ_base["HTTP_X_PARALLAX"] = "1"
    items = [{"name": f"n{number}"} for number in range(10_000)]
    path = f"{PATH}/{client.post('/api/v1/downloads', json={'items': items}).get_json()['batch']['id']}"

    redis.config_resetstat()
    assert len(client.delete(path).get_json()["downloads"]) == 10_000
    calls: Any = redis.info("commandstats")
    assert calls["cmdstat_evalsha"]["calls"] <= 21  # twenty parts, and the first once more to load the script
    assert texts_of(redis, QUEUE) == []

    redis.config_resetstat()
    assert len(client.post(f"{path}/retry").get_json()["downloads"]) == 10_000
    calls = redis.info("commandstats")
    assert calls["cmdstat_exec"]["calls"] == calls["cmdstat_watch"]["calls"] == 50
    assert len(texts_of(redis, QUEUE)) == 10_000

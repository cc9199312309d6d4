"""Submitting: queued whole and in order, once."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from redis import Redis
from rq.job import Job

from tests.helpers.redis_contents import contents, texts_of
from wire import POOLS

PATH = "/api/v1/downloads"

Submit = Callable[..., list[str]]


@pytest.mark.parametrize("pool", POOLS)
def test_each_pool_has_its_queue_and_keeps_the_order(client: FlaskClient, redis: "Redis", pool: str) -> None:
    names = [f"文件-{i}" for i in range(5)]
    answer = client.post(PATH, json={"items": [{"name": name} for name in names], "pool": pool})
    assert answer.status_code == 202
    batch, ids = answer.get_json()["batch"], answer.get_json()["downloads"]
    assert answer.headers["Location"] == f"/api/v1/batches/{batch['id']}" == batch["links"]["self"]
    assert texts_of(redis, f"rq:queue:parallax-{pool}") == ids
    assert [client.get(f"{PATH}/{i}").get_json()["name"] for i in ids] == names
    assert (batch["count"], batch["pool"], batch["done"]) == (5, pool, False)


def test_without_a_pool_every_worker_may_run_it(client: FlaskClient, submit: Submit, redis: "Redis") -> None:
    submit("a")
    assert redis.llen("rq:queue:parallax-any") == 1


def test_all_options_reach_the_job(client: FlaskClient, submit: Submit, job_of: Callable[[str], Job]) -> None:
    work = {"kind": "hashlib", "rounds": 3}
    [download_id] = submit("a", seed=-5, time_scale=0.5, language="zh", work=work, retries=2)
    job = job_of(download_id)
    assert job.args[0] == {
        "id": download_id,
        "name": "a",
        "seed": -5,
        "time_scale": 0.5,
        "work": work,
    }
    assert client.get(f"/api/v1/downloads/{download_id}").get_json()["work"] == work
    assert (job.func_name, job.retries_left, job.result_ttl) == ("worker.jobs.perform_download", 2, 3_600)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://files.test/a/b.iso", "b.iso"),
        ("http://FILES.test:99/b.iso?x=/y#z", "b.iso"),
        ("http://origin.test:8081/%E4%B8%8B%E8%BD%BD.bin", "下载.bin"),
        ("http://files.test", "download"),
        ("http://files.test/a/", "a"),
        ("http://files.test/%2e%2e", "download"),
        ("http://files.test/a%2fb", "download"),
        ("http://files.test/%00", "download"),
        ("http://files.test/" + "x" * 300, "download"),
    ],
)
def test_a_url_without_a_name_gets_one_that_can_be_a_file(client: FlaskClient, url: str, name: str) -> None:
    answer = client.post(PATH, json={"items": [{"url": url}]})
    view = client.get(f"{PATH}/{answer.get_json()['downloads'][0]}").get_json()
    assert (view["name"], view["url"]) == (name, url)


def test_the_checksum_of_the_batch_is_for_items_with_a_url_and_none_of_their_own(
    client: FlaskClient, job_of: Callable[[str], Job]
) -> None:
    mine, common = "sha256:" + "1" * 64, "sha256:" + "2" * 64
    url = "http://files.test/a"
    items = [{"url": url, "checksum": mine}, {"url": url}, {"name": "simulated"}]
    ids = client.post(PATH, json={"items": items, "checksum": common}).get_json()["downloads"]
    assert [job_of(i).args[0].get("checksum") for i in ids] == [mine, common, None]


def test_10000_items_are_one_batch_and_one_event(client: FlaskClient, submit: Submit, redis: "Redis") -> None:
    ids = submit(*(f"n{i}" for i in range(10_000)), pool="threads")
    assert len(set(ids)) == 10_000
    assert texts_of(redis, "rq:queue:parallax-threads") == ids
    assert redis.xlen("parallax:events") == 1


def test_the_same_key_and_body_give_the_first_answer_byte_for_byte(
    client: FlaskClient, redis: "Redis"
) -> None:
    body = b'{"items": [{"name": "a"}, {"name": "b"}]}'
    headers = {"Idempotency-Key": "key-1"}
    first = client.post(PATH, data=body, content_type="application/json", headers=headers)
    before = contents(redis)
    again = client.post(PATH, data=body, content_type="application/json", headers=headers)
    assert (again.status_code, again.data) == (202, first.data)
    assert again.headers["Location"] == first.headers["Location"]
    assert contents(redis) == before


def test_the_same_key_with_another_body_is_422_and_changes_nothing(
    client: FlaskClient, redis: "Redis"
) -> None:
    headers = {"Idempotency-Key": "key-1"}
    assert client.post(PATH, json={"items": [{"name": "a"}]}, headers=headers).status_code == 202
    before = contents(redis)
    other = client.post(PATH, json={"items": [{"name": "b"}]}, headers=headers)
    assert other.status_code == 422
    assert "another body" in other.get_json()["detail"]
    assert contents(redis) == before


@pytest.mark.parametrize("garbage", ["junk", "[" * 100_000, "7", '{"digest": 1, "batch": "x"}', "{}"])
def test_garbage_in_the_place_of_a_remembered_answer_is_written_over(
    client: FlaskClient, redis: "Redis", garbage: str
) -> None:
    redis.set("parallax:idempotency:key-1", garbage)
    headers = {"Idempotency-Key": "key-1"}
    answers = [client.post(PATH, json={"items": [{"name": "a"}]}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].data == answers[1].data


def test_a_refused_submission_leaves_its_key_free(client: FlaskClient) -> None:
    headers = {"Idempotency-Key": "key-1"}
    assert client.post(PATH, json={"items": []}, headers=headers).status_code == 422
    assert client.post(PATH, json={"items": [{"name": "a"}]}, headers=headers).status_code == 202


def test_two_keys_and_no_key_are_batches_of_their_own(client: FlaskClient) -> None:
    body = {"items": [{"name": "a"}]}
    answers = [
        client.post(PATH, json=body, headers={"Idempotency-Key": key} if key else {})
        for key in ("one", "two", None, None)
    ]
    assert len({answer.get_json()["batch"]["id"] for answer in answers}) == 4


def test_twenty_at_once_with_the_same_key_are_one_batch(client: FlaskClient, redis: "Redis") -> None:
    body = json.dumps({"items": [{"name": f"n{i}"} for i in range(50)]})
    app = client.application

    def send(_: int) -> bytes:
        answer = app.test_client().post(
            PATH, data=body, content_type="application/json", headers={"Idempotency-Key": "key"}
        )
        assert answer.status_code == 202, answer.text
        data: bytes = answer.data
        return data

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(send, range(20)))
    assert len(answers) == 1
    assert redis.llen("rq:queue:parallax-any") == 50
    assert redis.xlen("parallax:events") == 1


def test_a_batch_whose_key_outlived_it_is_409(client: FlaskClient, redis: "Redis") -> None:
    headers = {"Idempotency-Key": "key-1"}
    body = {"items": [{"name": "a"}]}
    batch = client.post(PATH, json=body, headers=headers).get_json()["batch"]["id"]
    redis.delete(f"parallax:batch:{batch}")
    assert client.post(PATH, json=body, headers=headers).status_code == 409


def test_what_is_remembered_of_a_batch_is_forgotten_after_keep_secs(
    client: FlaskClient, redis: "Redis"
) -> None:
    answer = client.post(PATH, json={"items": [{"name": "a"}]}, headers={"Idempotency-Key": "k"})
    batch = answer.get_json()["batch"]["id"]
    keys = (f"parallax:batch:{batch}", f"parallax:batch:{batch}:downloads", "parallax:idempotency:k")
    assert all(3_590 < redis.ttl(key) <= 3_600 for key in keys)


def test_a_batch_counts_its_downloads_by_state(client: FlaskClient, submit: Submit) -> None:
    ids = submit("a", "b", "c")
    batch = client.get(f"{PATH}/{ids[0]}").get_json()["batch"]
    client.delete(f"{PATH}/{ids[0]}")
    view = client.get(f"/api/v1/batches/{batch}").get_json()
    assert view["states"] == {
        "queued": 2,
        "scheduled": 0,
        "running": 0,
        "finished": 0,
        "failed": 0,
        "cancelled": 1,
    }
    assert not view["done"]
    for i in ids[1:]:
        client.delete(f"{PATH}/{i}")
    assert client.get(f"/api/v1/batches/{batch}").get_json()["done"]

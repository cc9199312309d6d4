"""Experiments over HTTP: what is accepted, queued, shown and cancelled, without a runner."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from rq.job import Job
from rq.serializers import JSONSerializer
from werkzeug.test import TestResponse

from lab.experiment import Experiment, Plan
from lab.planning import estimate_secs
from tests.helpers.redis_contents import contents, texts_of
from wire import ExperimentChanged, read_after
from wire.experiments import pack_result

PATH = "/api/v1/experiments"
BODY: dict[str, Any] = {"workload": "waiting", "models": ["sequential", "thread_pool"]}


def post(client: FlaskClient, **fields: Any) -> TestResponse:
    return client.post(PATH, json={**BODY, **fields})


def test_an_experiment_is_queued_with_its_job_record_and_event(client: FlaskClient, redis: "Redis") -> None:
    answer = post(client, tasks=4, repeats=2)

    assert answer.status_code == 202, answer.text
    shown = answer.get_json()
    experiment = Experiment.from_dict(shown)
    assert (experiment.state, experiment.position) == ("queued", 1)
    assert [leg.plan.key for leg in experiment.legs] == ["sequential", "thread_pool"]
    assert answer.headers["Location"] == f"{PATH}/{experiment.id}"
    assert client.get(answer.headers["Location"]).get_json() == shown
    assert texts_of(redis, "rq:queue:parallax-lab") == [experiment.id]
    job = Job.fetch(experiment.id, connection=redis, serializer=JSONSerializer)
    assert (job.func_name, job.args) == ("lab_runner.jobs.run", [experiment.id])
    [(_, event)] = read_after(redis, "0")
    assert (event.type, event.data) == ("experiment", ExperimentChanged(experiment.id, "queued"))


def test_the_baseline_of_each_python_is_added(client: FlaskClient, redis: "Redis") -> None:
    redis.set("parallax:lab", lab_facts("3.11", "3.13t"))
    answer = post(client, models=["thread_pool"], pythons=["3.13t"], distributed=["threads"])
    assert [leg["plan"] for leg in answer.get_json()["legs"]] == [
        {"model": "sequential", "python": "3.13t", "pool": ""},
        {"model": "thread_pool", "python": "3.13t", "pool": ""},
        {"model": "sequential", "python": "", "pool": ""},
        {"model": "distributed", "python": "", "pool": "threads"},
    ]


def test_the_labs_own_python_is_the_same_under_both_of_its_names(client: FlaskClient, redis: "Redis") -> None:
    redis.set("parallax:lab", lab_facts("3.11", "3.13t"))
    answer = post(client, pythons=["3.11"])
    assert [leg["plan"]["python"] for leg in answer.get_json()["legs"]] == ["", ""]
    assert post(client, pythons=["", "3.11"]).status_code == 422


NONSENSE: list[tuple[dict[str, Any], str]] = [
    ({"workload": "dreaming"}, "workload"),
    ({"workload": None}, "workload"),
    ({"models": ["sequential", "os.system"]}, "models"),
    ({"models": "thread_pool"}, "models"),
    ({"models": ["thread_pool"] * 1_000}, "models"),
    ({"models": ["thread_pool", "thread_pool"]}, "models"),
    ({"pythons": ["/bin/sh"]}, "pythons"),
    ({"pythons": []}, "pythons"),
    ({"distributed": ["gpu"]}, "distributed.0"),
    ({"tasks": 10**400}, "tasks"),
    ({"tasks": -1}, "tasks"),
    ({"tasks": 1.5}, "tasks"),
    ({"slots": 0}, "slots"),
    ({"repeats": 10**9}, "repeats"),
    ({"scale": 1e308}, "scale"),
    ({"scale": "1"}, "scale"),
    ({"seed": 2**64}, "seed"),
    ({"prediction": ["processes"]}, "prediction"),
    ({"prediction": ["x" * 10**5]}, "prediction.0"),
    ({"tasks": 1_000, "scale": 20.0}, "tasks"),
    ({"repeats": 20, "tasks": 200}, "tasks"),
    ({"tasks": 1_000, "repeats": 20, "slots": 64, "models": ["thread_pool"]}, "tasks"),
    ({"tasks": 257, "models": ["processes"]}, "tasks"),
    ({"tasks": 401, "models": ["threads"]}, "tasks"),
    ({"code": "print(1)"}, "code"),
]


@pytest.mark.parametrize(("fields", "field"), NONSENSE, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nonsense_is_422_names_the_field_and_queues_nothing(
    client: FlaskClient, redis: "Redis", fields: dict[str, Any], field: str, language: str
) -> None:
    answer = client.post(f"{PATH}?lang={language}", json={**BODY, **fields})

    assert answer.status_code == 422, answer.text
    assert answer.content_type == "application/problem+json"
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]
    assert answer.headers["Content-Language"] == language
    assert contents(redis) == {}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "1" * 5_000])
def test_numbers_that_are_none_are_refused(client: FlaskClient, redis: "Redis", number: str) -> None:
    body = f'{{"workload": "waiting", "scale": {number}}}'
    answer = client.post(PATH, data=body, content_type="application/json")
    assert answer.status_code in (400, 422), answer.text
    assert contents(redis) == {}


def test_an_eleventh_that_waits_is_429_even_when_all_come_at_once(
    client: FlaskClient, redis: "Redis"
) -> None:
    app = client.application
    headers = {"X-Parallax": "1"}

    with ThreadPoolExecutor(8) as pool:
        sent = pool.map(lambda _: app.test_client().post(PATH, json=BODY, headers=headers), range(16))
        statuses = sorted(answer.status_code for answer in sent)

    assert statuses == [202] * 10 + [429] * 6
    refused = post(client)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    assert redis.llen("rq:queue:parallax-lab") == 10


def test_the_list_shows_the_newest_first_with_its_position(client: FlaskClient) -> None:
    ids = [post(client, seed=seed).get_json()["id"] for seed in range(3)]
    listed = client.get(PATH).get_json()["experiments"]
    assert [(one["id"], one["position"], one["legs"]) for one in listed] == [
        (ids[2], 3, []),
        (ids[1], 2, []),
        (ids[0], 1, []),
    ]


def test_a_queued_experiment_is_cancelled_at_once_and_those_behind_it_move_up(
    client: FlaskClient, redis: "Redis"
) -> None:
    first, second = (post(client).get_json()["id"] for _ in range(2))
    answer = client.delete(f"{PATH}/{first}")

    assert (answer.status_code, answer.get_json()) == (202, {"id": first, "state": "cancelled"})
    shown = client.get(f"{PATH}/{first}").get_json()
    assert (shown["state"], shown["position"], shown["ended_at"] > 0) == ("cancelled", None, True)
    assert client.get(f"{PATH}/{second}").get_json()["position"] == 1
    assert not redis.exists(f"rq:job:{first}")
    assert 0 < redis.ttl(f"parallax:experiment:{first}") <= 3_600
    assert client.delete(f"{PATH}/{first}").status_code == 409
    assert client.delete(f"{PATH}/{'0' * 32}").status_code == 404


def test_the_same_key_queues_one_experiment_and_refuses_another_body(
    client: FlaskClient, redis: "Redis"
) -> None:
    headers = {"Idempotency-Key": "k"}
    first, again = (client.post(PATH, json=BODY, headers=headers) for _ in range(2))
    assert first.get_json() == again.get_json()
    assert redis.llen("rq:queue:parallax-lab") == 1
    other = client.post(PATH, json={**BODY, "seed": 2}, headers=headers)
    assert (other.status_code, "another body" in other.get_json()["detail"]) == (422, True)


def test_a_result_is_sent_gzipped_as_it_is_kept_or_plain(client: FlaskClient, redis: "Redis") -> None:
    shown = post(client).get_json()
    kept = pack_result({**shown, "state": "finished", "position": None})
    redis.hset(f"parallax:experiment:{shown['id']}", mapping={"state": "finished", "result": kept})

    packed = client.get(f"{PATH}/{shown['id']}", headers={"Accept-Encoding": "br, gzip"})
    plain = client.get(f"{PATH}/{shown['id']}", headers={"Accept-Encoding": "gzip;q=0"})

    assert (packed.headers["Content-Encoding"], packed.data) == ("gzip", kept)
    assert "Content-Encoding" not in plain.headers
    assert json.loads(gzip.decompress(packed.data)) == plain.get_json()
    assert plain.get_json()["state"] == "finished"
    assert packed.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("name", "media_type", "suffix"),
    [
        ("report.html", "text/html; charset=utf-8", "html"),
        ("report.json", "application/json", "json"),
        ("report.csv", "text/csv; charset=utf-8", "csv"),
        ("report.svg", "image/svg+xml", "svg"),
        ("trace", "application/json", "trace.json"),
    ],
)
def test_a_report_is_a_file_that_may_run_nothing(
    client: FlaskClient, name: str, media_type: str, suffix: str
) -> None:
    experiment_id = post(client).get_json()["id"]
    answer = client.get(f"{PATH}/{experiment_id}/{name}")
    assert (answer.status_code, answer.content_type) == (200, media_type), answer.text
    assert f'filename="parallax-{experiment_id[:8]}.{suffix}"' in answer.headers["Content-Disposition"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    if media_type == "application/json":
        json.loads(answer.data)


def test_there_is_no_report_in_another_form_or_of_no_experiment(client: FlaskClient) -> None:
    experiment_id = post(client).get_json()["id"]
    refused = client.get(f"{PATH}/{experiment_id}/report.exe")
    assert (refused.status_code, "json, csv, svg" in refused.get_json()["detail"]) == (404, True)
    assert client.get(f"{PATH}/{'0' * 32}/report.csv").status_code == 404


def test_the_history_is_bounded_by_number_and_by_size_and_forgets_nothing_that_waits(
    client: FlaskClient, redis: "Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wire.experiments.MAX_KEPT", 4)
    monkeypatch.setattr("wire.experiments.MAX_KEPT_BYTES", 2_500)
    ids = [post(client, seed=seed).get_json()["id"] for seed in range(5)]
    for each in ids[1:]:
        redis.hset(f"parallax:experiment:{each}", mapping={"state": "finished", "result": b"x" * 1_000})

    newest = post(client).get_json()["id"]

    kept = [one["id"] for one in client.get(PATH).get_json()["experiments"]]
    assert kept == [newest, ids[4], ids[3], ids[0]]
    assert not redis.exists(f"parallax:experiment:{ids[1]}")


@pytest.mark.parametrize("state", ["queued", "running"])
def test_an_experiment_whose_job_was_deleted_is_shown_as_failed_and_says_so(
    client: FlaskClient, redis: "Redis", state: str
) -> None:
    gone, waits = (post(client).get_json()["id"] for _ in range(2))
    redis.hset(f"parallax:experiment:{gone}", "state", state)
    redis.delete(f"rq:job:{gone}")

    listed = {one["id"]: one["state"] for one in client.get(PATH).get_json()["experiments"]}
    shown = client.get(f"{PATH}/{gone}").get_json()

    assert listed == {gone: "failed", waits: "queued"}
    assert (shown["state"], shown["failure"]["code"]) == ("failed", "job-gone")
    assert client.delete(f"{PATH}/{gone}").status_code == 409
    assert "Its job is gone" in client.get(f"{PATH}/{gone}/report.html").text


@pytest.mark.parametrize("garbage", [{"plan": "["}, {"state": "?"}, {"plan": "{}"}, {"legs": "7"}])
def test_garbage_in_one_record_hides_no_other_experiment(
    client: FlaskClient, redis: "Redis", garbage: dict[Any, Any]
) -> None:
    bad, good = (post(client).get_json()["id"] for _ in range(2))
    redis.hset(f"parallax:experiment:{bad}", mapping=garbage)
    assert good in [one["id"] for one in client.get(PATH).get_json()["experiments"]]
    assert client.get(f"{PATH}/{bad}").status_code in (200, 404)


def test_a_page_of_another_site_can_neither_start_nor_cancel_one(client: FlaskClient) -> None:
    own = post(client).get_json()["id"]
    elsewhere = {"Origin": "http://evil.example"}
    assert client.post(PATH, json=BODY, headers=elsewhere).status_code == 403
    assert client.delete(f"{PATH}/{own}", headers=elsewhere).status_code == 403
    assert client.post(PATH, data=b"{}", content_type="text/plain").status_code == 415


def lab_facts(*ids: str) -> str:
    machine = {"host": "h", "cores": 2.0, "processor": "", "system": "Linux", "memory_bytes": None}
    pythons = [
        {"id": each, "version": "3.13.1", "path": "/p", "free_threaded": True, "gil": False, "jit": None}
        for each in ids
    ]
    return json.dumps({"pythons": pythons, "machine": machine, "unavailable": {}})


def test_a_plan_is_estimated_with_its_baselines_and_nothing_is_queued(
    client: FlaskClient, redis: "Redis"
) -> None:
    redis.set("parallax:lab", lab_facts("", "3.13t"))
    before = contents(redis)
    body = {"workload": "computing", "legs": [{"model": "process_pool", "python": "3.13t"}], "slots": 2}
    answer = client.post("/api/v1/lab/plan", json=body).get_json()

    plan = Plan.from_dict(answer["plan"])
    assert [leg.key for leg in plan.legs] == ["sequential@3.13t", "process_pool@3.13t"]
    assert answer["estimated_secs"] == estimate_secs(plan, cores=2.0)
    assert contents(redis) == before


def test_a_plan_is_refused_as_its_experiment_would_be(client: FlaskClient, redis: "Redis") -> None:
    nonsense = {**BODY, "tasks": 1000, "scale": 20}
    refusal, said = client.post(PATH, json=nonsense), client.post("/api/v1/lab/plan", json=nonsense)
    assert (said.status_code, said.get_json()) == (422, refusal.get_json())
    assert said.get_json()["errors"][0]["field"] == "tasks"
    assert client.post("/api/v1/lab/plan", json=[]).status_code == 422
    elsewhere = {"Origin": "http://evil.example"}
    assert client.post("/api/v1/lab/plan", json=BODY, headers=elsewhere).status_code == 403


def test_the_list_says_why_an_experiment_failed(client: FlaskClient, redis: "Redis") -> None:
    failed = post(client).get_json()["id"]
    failure = {"code": "timed-out", "values": {"secs": 900}}
    redis.hset(f"parallax:experiment:{failed}", mapping={"state": "failed", "failure": json.dumps(failure)})
    [listed] = client.get(PATH).get_json()["experiments"]
    assert (listed["state"], listed["failure"]) == ("failed", failure)


def test_the_lab_shows_its_models_with_their_source_and_what_a_runner_found(
    client: FlaskClient, redis: "Redis"
) -> None:
    before = client.get("/api/v1/lab").get_json()
    redis.set("parallax:lab", lab_facts("", "3.13t"))
    post(client)
    after = client.get("/api/v1/lab").get_json()

    assert (before["is_up"], before["pythons"], before["cores"]) == (False, [], None)
    assert [python["id"] for python in after["pythons"]] == ["", "3.13t"]
    assert (after["waiting"], after["cores"], after["limits"]["waiting"]) == (1, 2, 10)
    [pool] = [model for model in after["models"] if model["name"] == "thread_pool"]
    assert pool["file"] == "thread_pool.py"
    assert "def run(" in pool["source"]

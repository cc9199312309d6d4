"""Bad input: a 4xx that names what is wrong, and nothing is queued."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from werkzeug.test import TestResponse

from front.app import create_app
from front.settings import FrontSettings
from tests.helpers.databases import Databases, url_of
from tests.helpers.redis_contents import contents

Refused = Callable[..., Any]
NAMED = b'{"items": [{"name": "a"}]'
DIGEST = "sha256:" + "0" * 64


@pytest.fixture(scope="module")
def redis(databases: Databases) -> Iterator["Redis"]:
    """One database for all: nothing here may change it."""
    with databases.clean() as connection:
        yield connection
        assert contents(connection) == {}


@pytest.fixture(scope="module")
def client(redis: "Redis") -> FlaskClient:
    """One application for all."""
    settings = FrontSettings.read(redis_url=url_of(redis), allowed_hosts="origin.test:8081,files.test")
    client = create_app(settings, redis).test_client()
    client.environ_base["HTTP_X_PARALLAX"] = "1"
    return client


@pytest.fixture
def refused(client: FlaskClient, redis: "Redis") -> Refused:
    """Sends a submission that must be refused, changing nothing; returns the problem."""

    def send(body: Any, status: int = 422, content_type: str = "application/json") -> Any:
        before = contents(redis)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = client.post("/api/v1/downloads", data=data, content_type=content_type)
        assert contents(redis) == before
        return problem_of(answer, status)

    return send


def problem_of(answer: TestResponse, status: int) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    problem = json.loads(answer.data)
    assert problem["status"] == status
    assert {"type", "title", "detail"} <= set(problem)
    assert "Traceback" not in answer.text
    return problem


def test_a_bad_name_and_a_host_that_is_not_allowed_are_told_at_once_and_what_to_do(refused: Refused) -> None:
    items = [{"name": "a/b"}, {"url": "http://elsewhere.test/a"}, {"url": "http://files.test/a"}]
    problem = refused({"items": items})
    assert [error["item"] for error in problem["errors"]] == [0, 1]
    assert problem["errors"][1]["field"] == "items.1.url"
    assert "elsewhere.test" in problem["errors"][1]["message"]
    assert "parallax serve --allow HOST" in problem["errors"][1]["message"]


def test_the_title_of_a_problem_is_in_the_readers_language(client: FlaskClient) -> None:
    for language, title in (("en", "Not Found"), ("zh", "未找到")):
        answer = client.get("/api/v1/downloads/nobody", headers={"Accept-Language": language})
        assert problem_of(answer, 404)["title"] == title


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"{'items': []}", "not JSON"),
        (NAMED + b"} trailing", "not JSON"),
        (NAMED + b', "time_scale": NaN}', "NaN"),
        (NAMED + b', "time_scale": Infinity}', "Infinity"),
        (NAMED + b', "time_scale": -Infinity}', "-Infinity"),
        (NAMED + b', "seed": ' + b"9" * 5_000 + b"}", "not JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"items":' * 50_000 + b"1" + b"}" * 50_000, "nested too deeply"),
        (b'{"items": [{"name": "a", "name": "b"}]}', "“name” is there twice"),
        (NAMED + b', "items": [{"name": "b"}]}', "“items” is there twice"),
        (b'{"items": [{"name": "\xff\xfe"}]}', "not JSON"),
        (b'{"items": [{"name": "\xed\xa0\x80"}]}', "not JSON"),
        (b'{"items": [{"name": "\x00"}]}', "not JSON"),
        (NAMED + b"}\x00", "not JSON"),
        ('{"items": [{"name": "a"}]}'.encode("utf-16"), "not JSON"),
    ],
)
def test_a_body_that_is_not_json_is_400_and_says_why(refused: Refused, body: bytes, says: str) -> None:
    assert says in refused(body, 400)["detail"]


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b"1", b'"text"', b"true", b'"{\\"items\\":[{\\"name\\":\\"a\\"}]}"']
)
def test_json_that_is_no_object_is_422(refused: Refused, body: bytes) -> None:
    assert refused(body)["detail"] == "The body must be a JSON object"


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
    ],
)
def test_another_content_type_than_json_is_415(refused: Refused, content_type: str) -> None:
    assert "application/json" in refused(NAMED + b"}", 415, content_type)["detail"]


@pytest.mark.parametrize(
    ("item", "field", "says"),
    [
        ({}, "", "needs a name"),
        ({"name": None, "url": None}, "", "needs a name"),
        ({"name": 1}, ".name", "must be a text"),
        ({"name": True}, ".name", "must be a text"),
        ({"name": ["a"]}, ".name", "must be a text"),
        ({"name": "a", "size": 1}, ".size", "not a field that is known"),
        ({"name": "a", "body": 1}, ".body", "not a field that is known"),
        ({"name": ""}, ".name", "file name"),
        ({"name": "."}, ".name", "file name"),
        ({"name": ".."}, ".name", "file name"),
        ({"name": "../x"}, ".name", "path separator"),
        ({"name": "a/b"}, ".name", "path separator"),
        ({"name": "a\\b"}, ".name", "path separator"),
        ({"name": "/etc/passwd"}, ".name", "path separator"),
        ({"name": "a\x00b"}, ".name", "control character"),
        ({"name": "a\nb"}, ".name", "control character"),
        ({"name": "\x7f"}, ".name", "control character"),
        ({"name": "\x85"}, ".name", "control character"),
        ({"name": "\u2028"}, ".name", "control character"),
        ({"name": "\u202egpj.exe"}, ".name", "control character"),
        ({"name": "\ud800"}, ".name", "control character"),
        ({"name": "x" * 256}, ".name", "255 bytes"),
        ({"name": "下" * 86}, ".name", "255 bytes"),
        ({"url": 5}, ".url", "must be a text"),
        ({"url": ""}, ".url", "http"),
        ({"url": "files.test/a"}, ".url", "http"),
        ({"url": "ftp://files.test/a"}, ".url", "http"),
        ({"url": "file:///etc/passwd"}, ".url", "http"),
        ({"url": "javascript:alert(1)"}, ".url", "http"),
        ({"url": "data:,x"}, ".url", "http"),
        ({"url": "http:///a"}, ".url", "host"),
        ({"url": "http://"}, ".url", "host"),
        ({"url": "http://:80/a"}, ".url", "host"),
        ({"url": "http://files.test:0/"}, ".url", "port"),
        ({"url": "http://files.test:65536/"}, ".url", "cannot be read"),
        ({"url": "http://files.test:x/"}, ".url", "cannot be read"),
        ({"url": "http://[::1/"}, ".url", "cannot be read"),
        ({"url": "http://user@files.test/"}, ".url", "credentials"),
        ({"url": "http://user:secret@files.test/"}, ".url", "credentials"),
        ({"url": "http://files.test@evil.test/"}, ".url", "credentials"),
        ({"url": "http://files.test\\@evil.test/"}, ".url", "printable"),
        ({"url": "http://files.test/a b"}, ".url", "printable"),
        ({"url": "http://files.test/\r\nHost: x"}, ".url", "printable"),
        ({"url": "http://files.test/\x00"}, ".url", "printable"),
        ({"url": "http://файлы.test/"}, ".url", "printable"),
        ({"url": "http://files.test/" + "x" * 2_048}, ".url", "2048"),
        ({"url": "http://evil.test/a"}, ".url", "not allowed"),
        ({"url": "http://files.test.evil.test/a"}, ".url", "not allowed"),
        ({"url": "http://evil-files.test/a"}, ".url", "not allowed"),
        ({"url": "http://origin.test/a"}, ".url", "not allowed"),
        ({"url": "http://origin.test:8082/a"}, ".url", "not allowed"),
        ({"url": "https://origin.test/a"}, ".url", "not allowed"),
        ({"url": "http://127.0.0.1/a"}, ".url", "not allowed"),
        ({"url": "http://[::1]/a"}, ".url", "not allowed"),
        ({"url": "http://2130706433/a"}, ".url", "not allowed"),
        ({"url": "http://169.254.169.254/latest/meta-data"}, ".url", "not allowed"),
        ({"name": "a", "checksum": DIGEST}, "", "checksum and no url"),
        ({"url": "http://files.test/a", "checksum": DIGEST.upper()}, ".checksum", "pattern"),
        ({"url": "http://files.test/a", "checksum": "md5:0"}, ".checksum", "pattern"),
        ({"url": "http://files.test/a", "checksum": DIGEST + "\n"}, ".checksum", "pattern"),
        (None, "", "must be a JSON object"),
        ("a", "", "must be a JSON object"),
        ([], "", "must be a JSON object"),
    ],
)
def test_a_bad_item_is_named_with_its_field_and_queues_none_of_its_batch(
    refused: Refused, item: Any, field: str, says: str
) -> None:
    problem = refused({"items": [{"name": "good"}, item, {"name": "good too"}]})
    first = problem["errors"][0]
    assert (first["item"], first["field"]) == (1, f"items.1{field}")
    assert says in first["message"]
    assert problem["detail"] == f"items.1{field}: {first['message']}"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"items": []}, "items"),
        ({"items": None}, "items"),
        ({"items": {}}, "items"),
        ({"items": "a"}, "items"),
        ({"pool": "fibres"}, "pool"),
        ({"pool": None}, "pool"),
        ({"pool": ["threads"]}, "pool"),
        ({"retries": "1"}, "retries"),
        ({"retries": True}, "retries"),
        ({"retries": 1.0}, "retries"),
        ({"retries": -1}, "retries"),
        ({"retries": 101}, "retries"),
        ({"retries": 10**30}, "retries"),
        ({"seed": "1"}, "seed"),
        ({"seed": True}, "seed"),
        ({"seed": 2**63}, "seed"),
        ({"seed": -(2**63) - 1}, "seed"),
        ({"time_scale": "1"}, "time_scale"),
        ({"time_scale": True}, "time_scale"),
        ({"time_scale": -0.1}, "time_scale"),
        ({"time_scale": 100.1}, "time_scale"),
        ({"time_scale": 10**400}, "time_scale"),
        ({"language": "fr"}, "language"),
        ({"checksum": "abc"}, "checksum"),
        ({"work": {}}, "work.kind"),
        ({"work": []}, "work"),
        ({"work": {"kind": "gpu", "rounds": 1}}, "work.kind"),
        ({"work": {"kind": "python", "rounds": "1"}}, "work.rounds"),
        ({"work": {"kind": "python", "rounds": True}}, "work.rounds"),
        ({"work": {"kind": "python", "rounds": -1}}, "work.rounds"),
        ({"work": {"kind": "python", "rounds": 1_000_001}}, "work.rounds"),
        ({"work": {"kind": "python", "rounds": 1, "speed": 2}}, "work.speed"),
        ({"surprise": 1}, "surprise"),
        ({"body": 1}, "body"),
        ({"id": "x"}, "id"),
        ({"rules": {}}, "rules"),
    ],
)
def test_a_bad_option_is_named(refused: Refused, options: dict[str, Any], field: str) -> None:
    problem = refused({"items": [{"name": "a"}]} | options)
    assert (problem["errors"][0]["item"], problem["errors"][0]["field"]) == (None, field)


def test_a_pool_that_there_is_not_is_answered_with_those_there_are(refused: Refused) -> None:
    problem = refused({"items": [{"name": "a"}], "pool": "interpreter"})
    assert problem["detail"] == "pool: must be one of: 'threads', 'processes', 'interpreters', 'any'"


def test_a_field_whose_name_is_half_a_character_is_refused_as_well(refused: Refused) -> None:
    refused(NAMED + b', "\\ud800": 1}')
    assert refused({"items": [{"\ud800": 1}]})["errors"][0]["item"] == 0


def test_no_items_at_all_names_items(refused: Refused) -> None:
    assert refused({})["errors"][0]["field"] == "items"


def test_a_scale_beyond_every_float_is_refused(refused: Refused) -> None:
    assert refused(NAMED + b', "time_scale": 1e999}')["errors"][0]["field"] == "time_scale"


def test_more_than_10000_items_are_refused(refused: Refused) -> None:
    assert "10000" in refused({"items": [{"name": "a"}] * 10_001})["detail"]


def test_many_errors_and_endless_field_names_make_a_short_answer(refused: Refused) -> None:
    problem = refused({"items": [{"x" * 1_000_000: 1}, *[{"name": "/"}] * 5_000]})
    assert len(problem["errors"]) == 100
    assert len(json.dumps(problem)) < 30_000


def test_a_body_of_more_than_8_mib_is_413(refused: Refused) -> None:
    refused(b" " * (8 * 1024**2) + NAMED + b"}", 413)


@pytest.mark.parametrize(
    "query",
    [
        "state=sleeping",
        "state=",
        "limit=0",
        "limit=501",
        "limit=-1",
        "limit=many",
        "limit=",
        "limit=1.5",
        "cursor=",
        "cursor=abc",
        "cursor=-1",
        "cursor=1.5",
        "cursor=" + "9" * 19,
        "cursor=%00",
        "batch=a/b",
        "batch=a:downloads",
        "batch=%ff",
        "batch=" + "x" * 129,
        "colour=red",
    ],
)
def test_a_bad_query_of_the_list_is_422_and_named(client: FlaskClient, query: str) -> None:
    problem = problem_of(client.get(f"/api/v1/downloads?{query}"), 422)
    assert problem["errors"][0]["field"] == query.partition("=")[0]


def test_what_is_wrong_is_said_in_chinese_to_who_reads_chinese(client: FlaskClient) -> None:
    body = {"items": [{"url": "ftp://files.test/a"}, {"name": 5}]}
    answer = client.post("/api/v1/downloads", json=body, headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    problem = problem_of(answer, 422)
    assert [one["message"] for one in problem["errors"]] == [
        "必须以 http:// 或 https:// 开头，而不是 ftp",
        "必须是文本",
    ]
    assert problem["detail"] == "items.0.url：必须以 http:// 或 https:// 开头，而不是 ftp"
    assert client.get("/api/v1/downloads?lang=zh").status_code == 200
    assert problem_of(client.get("/api/v1/batches/none?lang=zh"), 404)["detail"].startswith("没有批次")


ODD_IDS = [
    "0" * 32,
    "nobody",
    "a:dependents",
    "%00",
    "%ff",
    "..%2f..",
    "x" * 129,
    "a%0a",
    "%E4%B8%8B",
    "*",
    "' or 1=1",
]


@pytest.mark.parametrize("odd", ODD_IDS)
def test_an_unknown_or_impossible_id_is_404_everywhere(client: FlaskClient, odd: str) -> None:
    for method, path in [
        ("GET", f"/api/v1/downloads/{odd}"),
        ("DELETE", f"/api/v1/downloads/{odd}"),
        ("POST", f"/api/v1/downloads/{odd}/retry"),
        ("GET", f"/api/v1/downloads/{odd}/file"),
        ("GET", f"/api/v1/batches/{odd}"),
    ]:
        problem_of(client.open(path, method=method), 404)


@pytest.mark.parametrize("key", ["", " ", "a b", "\x7f", "ü", "x" * 256, "下"])
def test_a_bad_idempotency_key_is_422(client: FlaskClient, redis: "Redis", key: str) -> None:
    headers = {"Idempotency-Key": key.encode().decode("latin-1")}
    answer = client.post("/api/v1/downloads", json={"items": [{"name": "a"}]}, headers=headers)
    assert "Idempotency-Key" in problem_of(answer, 422)["detail"]
    assert contents(redis) == {}

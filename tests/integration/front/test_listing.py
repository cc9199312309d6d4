"""Lists: filters, and pages that show every download exactly once."""

import zlib
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from rq.job import Job, JobStatus

from wire import keys

PATH = "/api/v1/downloads"
BLANK_LINES = b64encode(zlib.compress(b" \n "))  # as RQ keeps texts

Submit = Callable[..., list[str]]


def walk(client: FlaskClient, query: str, *, between: Callable[[], object] = lambda: None) -> list[str]:
    """All ids, page by page."""
    ids: list[str] = []
    cursor = ""
    while True:
        page = client.get(f"{PATH}?{query}{cursor}").get_json()
        ids += [view["id"] for view in page["downloads"]]
        if page["next_cursor"] is None:
            return ids
        cursor = f"&cursor={page['next_cursor']}"
        between()


@pytest.mark.parametrize("limit", [1, 3, 7, 30, 31, 500])
def test_pages_show_every_download_once_newest_first_whatever_their_size(
    client: FlaskClient, submit: Submit, limit: int
) -> None:
    ids = [i for n in range(3) for i in submit(*(f"{n}-{m}" for m in range(10)))]
    assert walk(client, f"limit={limit}") == ids[::-1]


def test_downloads_added_while_paging_neither_hide_nor_repeat_any(
    client: FlaskClient, submit: Submit
) -> None:
    ids = submit(*(f"n{i}" for i in range(25)))
    assert walk(client, "limit=4", between=lambda: submit("new", "newer")) == ids[::-1]


@pytest.mark.parametrize("limit", [1, 4, 10, 11])
def test_a_batch_lists_its_own_downloads_only(client: FlaskClient, submit: Submit, limit: int) -> None:
    submit("before")
    ids = submit(*(f"n{i}" for i in range(10)))
    submit("after")
    batch = client.get(f"{PATH}/{ids[0]}").get_json()["batch"]
    assert walk(client, f"batch={batch}&limit={limit}", between=lambda: submit("x")) == ids[::-1]


def test_a_cursor_outside_of_a_batch_gives_its_end_or_nothing(client: FlaskClient, submit: Submit) -> None:
    submit("before")
    ids = submit("a", "b")
    batch = client.get(f"{PATH}/{ids[0]}").get_json()["batch"]
    assert walk(client, f"batch={batch}&cursor=0") == []
    assert walk(client, f"batch={batch}&cursor=1") == []
    assert walk(client, f"batch={batch}&cursor={10**17}") == ids[::-1]


def test_an_unknown_batch_lists_nothing(client: FlaskClient, submit: Submit) -> None:
    submit("a")
    assert client.get(f"{PATH}?batch=nobody").get_json() == {"downloads": [], "next_cursor": None}


def test_an_empty_system_lists_nothing(client: FlaskClient) -> None:
    assert client.get(PATH).get_json() == {"downloads": [], "next_cursor": None}


def test_states_filter_in_pages_too(
    client: FlaskClient, submit: Submit, job_of: Callable[[str], Job]
) -> None:
    ids = submit(*(f"n{i}" for i in range(12)))
    stored = {JobStatus.STARTED: "running", JobStatus.FINISHED: "finished", JobStatus.FAILED: "failed"}
    stored |= {
        JobStatus.SCHEDULED: "scheduled",
        JobStatus.CANCELED: "cancelled",
        JobStatus.STOPPED: "cancelled",
    }
    expected: dict[str, list[str]] = {"queued": ids[6:]}
    for download_id, (status, state) in zip(ids, stored.items(), strict=False):
        job_of(download_id).set_status(status)
        expected.setdefault(state, []).append(download_id)
    for state, of_state in expected.items():
        assert walk(client, f"state={state}&limit=2") == of_state[::-1]


def test_a_rare_state_in_a_long_batch_is_found_with_few_commands(
    client: FlaskClient, submit: Submit, redis: "Redis"
) -> None:
    ids = submit(*(f"n{i}" for i in range(3_000)))
    redis.hset(f"rq:job:{ids[0]}", "status", "failed")
    batch = client.get(f"{PATH}/{ids[0]}").get_json()["batch"]
    for query in (f"batch={batch}&state=failed&limit=1", "state=failed&limit=1"):
        before = redis.info("commandstats")
        assert walk(client, query) == [ids[0]]
        after = redis.info("commandstats")
        assert calls(after, "hgetall") - calls(before, "hgetall") < 3_100
        assert calls(after, "lrange") - calls(before, "lrange") < 40


def calls(stats: Any, command: str) -> int:
    return int(stats.get(f"cmdstat_{command}", {"calls": 0})["calls"])


def test_ended_downloads_that_are_no_longer_kept_are_passed_over(
    client: FlaskClient, submit: Submit, redis: "Redis"
) -> None:
    ids = submit("a", "b", "c")
    batch = client.get(f"{PATH}/{ids[0]}").get_json()["batch"]
    redis.delete(f"rq:job:{ids[1]}")
    assert walk(client, "limit=1") == walk(client, f"batch={batch}") == [ids[2], ids[0]]
    assert client.get(f"/api/v1/batches/{batch}").get_json()["states"]["queued"] == 2


SCRIBBLES: list[dict[str, Any]] = [
    {"status": "sleeping"},
    {"status": ""},
    {"status": b"\xff"},
    {"data": b"\x00\x01"},
    {"data": '["worker.jobs.perform_download", null, [], {}]'},
    {"data": '["worker.jobs.perform_download", null, ["x"], {}]'},
    {"data": '["worker.jobs.perform_download", null, [{"name": "\\ud800"}], {}]'},
    {"data": '["worker.jobs.perform_download", null, [{"name": 5, "url": 6}], {}]'},
    {"data": '["worker.jobs.perform_download", null, [{"name": "b", "work": {"kind": "x"}}], {}]'},
    {"data": "[" * 10_000},
    {"created_at": "yesterday"},
    {"created_at": "2026-13-45T00:00:00Z"},
    {"started_at": "never"},
    {"origin": "elsewhere"},
    {"origin": b"\xff"},
    {"timeout": "soon"},
    {"meta": "no json"},
    {"meta": "[1]"},
    {"meta": '"text"'},
    {"meta": '{"progress": 5, "outcome": "x", "runner": []}'},
    {"meta": '{"progress": {"fraction": "half"}}'},
    {"meta": '{"progress": {"fraction": NaN}}'},
    {"meta": '{"outcome": {"cpu_secs": Infinity}}'},
    {"meta": '{"progress": {"bytes_done": "many"}}'},
    {"meta": '{"runs": "often"}'},
    {"meta": '{"runs": 1e999}'},
    {"meta": '{"handed_back": 7}'},
    {"meta": '{"handed_back": [7]}'},
    {"status": "failed", "meta": '{"outcome": {"failure": "x"}}'},
    {"status": "failed", "meta": '{"outcome": {"failure": {"why": 1}}}'},
    {"description": b"\xff"},
    {"status": "finished", "run:1": '{"execution":"e","worker":"w","pool":"p","started_at":1e300}'},
    {"webhooks": "x", "dependency_ids": "x"},
]


@pytest.mark.parametrize("scribble", SCRIBBLES, ids=lambda s: repr(s)[:60])
def test_a_job_that_somebody_scribbled_on_hides_no_other(
    client: FlaskClient, submit: Submit, redis: "Redis", scribble: dict[Any, Any]
) -> None:
    ids = submit("a", "b", "c")
    batch = client.get(f"{PATH}/{ids[0]}").get_json()["batch"]
    redis.hset(f"rq:job:{ids[1]}", mapping=scribble)
    assert_others_are_shown(client, ids, batch)


@pytest.mark.parametrize("scribble", [{"exc_string": BLANK_LINES}, None])
def test_a_failure_whose_reason_cannot_be_read_hides_no_other(
    client: FlaskClient, submit: Submit, redis: "Redis", scribble: dict[Any, Any] | None
) -> None:
    ids = submit("a", "b", "c")
    batch = client.get(f"{PATH}/{ids[0]}").get_json()["batch"]
    redis.hset(f"rq:job:{ids[1]}", "status", "failed")
    result = f"rq:results:{ids[1]}"
    if scribble is None:
        redis.set(result, "x")
    else:
        redis.xadd(result, {"type": 2, "created_at": "2026-01-01T00:00:00Z"} | scribble)
    assert_others_are_shown(client, ids, batch)


@pytest.mark.parametrize("score", ["inf", "-inf", 1e300])
@pytest.mark.parametrize("member", [b"\xff", b"x"])
def test_an_entry_of_the_list_that_makes_no_sense_hides_no_other(
    client: FlaskClient, submit: Submit, redis: "Redis", member: bytes, score: Any
) -> None:
    ids = submit("a", "b")
    redis.zadd(keys.DOWNLOADS, {member: score, b"\xfe": 1.5})
    assert walk(client, "limit=1") == walk(client, "limit=9") == ids[::-1]


@pytest.mark.parametrize(
    "scribble", [{"created_at": "nan"}, {"created_at": "x"}, {"pool": "x"}, {"pool": b"\xff"}, {"first": "a"}]
)
def test_a_batch_that_makes_no_sense_is_none(
    client: FlaskClient, submit: Submit, redis: "Redis", scribble: dict[Any, Any]
) -> None:
    ids = submit("a")
    batch = client.get(f"{PATH}/{ids[0]}").get_json()["batch"]
    redis.hset(keys.batch(batch), mapping=scribble)
    assert client.get(f"/api/v1/batches/{batch}").status_code == 404
    assert walk(client, f"batch={batch}") == []
    assert walk(client, "") == ids


@pytest.mark.parametrize("text", ["{", "[1]", '{"reason": 5, "values": {}}', '{"reason": "x"}', b"\xff"])
@pytest.mark.parametrize("pool", ["threads", b"\xff"])
def test_a_reason_that_makes_no_sense_hides_no_worker(
    client: FlaskClient, redis: "Redis", pool: Any, text: Any
) -> None:
    redis.hset(keys.UNSERVED_POOLS, pool, text)
    pools = client.get("/api/v1/workers").get_json()["pools"]
    assert [pool["unserved"] for pool in pools] == [None] * 4


@pytest.mark.parametrize("kind", ["string", "list", "without data"])
def test_a_job_that_became_another_kind_of_key_hides_no_other(
    client: FlaskClient, submit: Submit, redis: "Redis", kind: str
) -> None:
    ids = submit("a", "b", "c")
    batch = client.get(f"{PATH}/{ids[0]}").get_json()["batch"]
    key = f"rq:job:{ids[1]}"
    redis.delete(key)
    writes: dict[str, Callable[[], object]] = {
        "string": lambda: redis.set(key, "x"),
        "list": lambda: redis.rpush(key, "x"),
        "without data": lambda: redis.hset(key, "status", "queued"),
    }
    writes[kind]()
    assert_others_are_shown(client, ids, batch)


def assert_others_are_shown(client: FlaskClient, ids: list[str], batch: str) -> None:
    for query in ("", "state=queued", f"batch={batch}"):
        answer = client.get(f"{PATH}?{query}")
        assert answer.status_code == 200, answer.text
        assert b"NaN" not in answer.data
        assert b"Infinity" not in answer.data
        shown = [view["id"] for view in answer.get_json()["downloads"] if view["id"] != ids[1]]
        assert shown == [ids[2], ids[0]]
    assert client.get(f"/api/v1/batches/{batch}").status_code == 200
    assert client.get(f"{PATH}/{ids[1]}").status_code in (200, 404)
    assert client.get(f"{PATH}/{ids[1]}/file").status_code in (404, 409)
    assert client.delete(f"{PATH}/{ids[1]}").status_code in (202, 404, 409)
    assert client.post(f"{PATH}/{ids[1]}/retry").status_code in (202, 404, 409)
    for method, path in (("DELETE", ""), ("POST", "/retry")):
        answer = client.open(f"/api/v1/batches/{batch}{path}", method=method)
        assert answer.status_code == 202
        assert set(ids) - {ids[1]} <= set(answer.get_json()["downloads"])
    assert client.get("/api/v1/workers").status_code == 200
    assert client.get("/metrics").status_code == 200

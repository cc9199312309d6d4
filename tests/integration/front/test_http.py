"""What holds for every answer: problem details, security headers, methods; metrics and pages."""

import json
import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from redis import Redis
from rq.job import Job, JobStatus

from front.downloads import workers
from tests.helpers.redis_contents import contents
from wire import POOLS
from words import Language, catalogue

Submit = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/static/nothing.js", 404),
        ("GET", "/static/../settings.py", 404),
        ("GET", "/static/%2e%2e/settings.py", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v2/downloads", 404),
        ("PUT", "/api/v1/downloads", 405),
        ("DELETE", "/api/v1/downloads", 405),
        ("POST", "/api/v1/events", 405),
        ("POST", "/livez", 405),
        ("PATCH", "/", 405),
        ("GET", "/api/v1/downloads/x/retry", 405),
    ],
)
def test_wrong_paths_and_methods_are_problems(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert json.loads(answer.data)["status"] == status
    assert ("Allow" in answer.headers) == (status == 405)


def test_a_bug_is_a_500_that_tells_no_secret(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(workers, "workers_view", break_down)
    answer = client.get("/api/v1/workers")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/livez",
        "/metrics",
        "/openapi.json",
        "/docs/swagger",
        "/api/v1/downloads",
        "/nothing",
        "/static/main.js",
    ],
)
def test_every_answer_has_the_security_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert ("unsafe-inline" in policy) == path.startswith("/docs")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/livez", "/readyz", "/metrics", "/api/v1/downloads", "/openapi.json"])
def test_head_is_get_without_a_body_and_options_changes_nothing(
    client: FlaskClient, redis: "Redis", path: str
) -> None:
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    options = client.options(path)
    assert options.status_code == 200
    assert {"GET", "HEAD", "OPTIONS"} <= set(options.headers["Allow"].split(", "))
    assert contents(redis) == {}


def test_metrics_never_clean_registries_up_so_abandoned_jobs_do_not_fail_by_them(
    client: FlaskClient, submit: Submit, job_of: Callable[[str], Job], redis: "Redis"
) -> None:
    [download_id] = submit("a")
    job = job_of(download_id)
    redis.lrem("rq:queue:parallax-any", 0, download_id)
    job.set_status(JobStatus.STARTED)
    past = time.time() - 1_000
    redis.zadd(job.started_job_registry.key, {f"{download_id}:execution": past})
    redis.zadd(job.finished_job_registry.key, {"gone": past})
    before = contents(redis)
    for path in ("/metrics", "/api/v1/workers", "/api/v1/downloads", f"/api/v1/downloads/{download_id}", "/"):
        assert client.get(path).status_code == 200
    assert 'parallax_downloads{pool="any",state="running"} 1.0' in client.get("/metrics").text
    assert contents(redis) == before


def test_metrics_count_what_waits(client: FlaskClient, submit: Submit) -> None:
    submit("a", "b", pool="threads")
    text = client.get("/metrics").text
    assert 'parallax_downloads_waiting{pool="threads"} 2.0' in text
    assert 'parallax_downloads_waiting{pool="processes"} 0.0' in text
    assert 'parallax_downloads_waiting{pool="interpreters"} 0.0' in text
    assert "parallax_redis_up 1.0" in text
    assert "parallax_events_kept 1.0" in text


@pytest.mark.parametrize(
    ("key", "missing"),
    [
        ("rq:queue:parallax-threads", 'parallax_downloads_waiting{pool="threads"}'),
        ("rq:failed:parallax-threads", 'parallax_downloads{pool="threads",state="failed"}'),
        ("rq:workers", "parallax_workers{"),
        ("parallax:events", "parallax_events_kept "),
    ],
)
def test_a_key_of_another_type_hides_only_its_own_metric(
    client: FlaskClient, redis: "Redis", key: str, missing: str
) -> None:
    redis.set(key, "garbage")
    lines = client.get("/metrics").text.splitlines()
    assert "parallax_redis_up 1.0" in lines
    assert not [line for line in lines if line.startswith(missing)]
    assert 'parallax_downloads_waiting{pool="processes"} 0.0' in lines


@pytest.mark.parametrize(
    ("query", "cookie", "accepted", "language"),
    [
        ("", None, None, "en"),
        ("", None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", None, "fr,en;q=0.5", "en"),
        ("", None, "fr", "en"),
        ("", None, "*", "en"),
        ("", "zh", "en", "zh"),
        ("", "xx", "zh", "zh"),
        ("?lang=en", "zh", "zh", "en"),
        ("?lang=zh", "en", "en", "zh"),
        ("?lang=../../etc/passwd", None, "zh", "zh"),
        ("?lang=", None, None, "en"),
    ],
)
def test_the_page_speaks_the_language_asked_for_by_query_then_cookie_then_browser(
    client: FlaskClient, query: str, cookie: str | None, accepted: str | None, language: Language
) -> None:
    if cookie:
        client.set_cookie("lang", cookie)
    answer = client.get(f"/{query}", headers={"Accept-Language": accepted} if accepted else {})
    assert answer.status_code == 200
    assert f'<html lang="{"zh-Hans" if language == "zh" else language}"' in answer.text
    assert str(catalogue(language, "page")["page.tagline"]) in answer.text


def test_the_page_asks_no_other_host(client: FlaskClient) -> None:
    text = client.get("/").text
    for attribute in ('src="', 'href="', "url("):
        for part in text.split(attribute)[1:]:
            assert part.startswith(("/", "?", "#", "data:")), part[:80]


@pytest.mark.parametrize("pool", POOLS)
def test_the_page_offers_every_pool_with_a_sentence_about_it(client: FlaskClient, pool: str) -> None:
    text = client.get("/?lang=en").text
    words = catalogue("en", "page")
    assert f'id="pool-{pool}" value="{pool}"' in text
    assert f'data-label="{words[f"submit.pool.{pool}"]}"' in text
    assert str(words[f"submit.pool.{pool}.hint"]) in text


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.1"])
def test_a_name_that_is_not_this_fronts_is_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/livez", headers={"Host": host})

    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"

"""What a page of another site can make a browser send changes nothing: no login would stop it."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis

from front.app import create_app
from front.settings import FrontSettings
from tests.helpers.databases import url_of
from tests.helpers.redis_contents import contents

CHANGES = [
    ("POST", "/api/v1/downloads"),
    ("POST", "/api/v1/downloads/some-id/retry"),
    ("DELETE", "/api/v1/downloads/some-id"),
]
BODY = b'{"items": [{"name": "a"}]}'


@pytest.fixture
def client(redis: "Redis") -> FlaskClient:
    """The application; its test client adds no header."""
    return create_app(FrontSettings(redis_url=url_of(redis)), redis).test_client()


@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"X-Parallax": "1", "Sec-Fetch-Site": "cross-site"},
        {"X-Parallax": "1", "Sec-Fetch-Site": "same-site"},
        {"X-Parallax": "1", "Origin": "http://evil.example"},
        {"X-Parallax": "1", "Origin": "http://localhost:1"},
        {"X-Parallax": "1", "Origin": "null"},
        {"X-Parallax": "1", "Origin": "http://["},
        {"Content-Type": "application/json", "Origin": "http://evil.example"},
    ],
)
def test_it_is_refused_without_json_or_the_header_or_from_another_origin(
    client: FlaskClient, redis: "Redis", method: str, path: str, headers: dict[str, str]
) -> None:
    answer = client.open(path, method=method, data=BODY, headers=headers)

    assert answer.status_code in (403, 415)
    assert answer.content_type == "application/problem+json"
    assert contents(redis) == {}


@pytest.mark.parametrize(("method", "path"), CHANGES[1:])
@pytest.mark.parametrize(
    "headers",
    [
        {"X-Parallax": "1"},
        {"Content-Type": "application/json"},
        {"X-Parallax": "1", "Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"X-Parallax": "1", "Sec-Fetch-Site": "none"},
    ],
)
def test_with_json_or_the_header_it_gets_to_the_endpoint(
    client: FlaskClient, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = client.open(path, method=method, headers=headers)

    assert (answer.status_code, "some-id" in answer.text) == (404, True)


def test_a_refusal_says_what_to_send(client: FlaskClient) -> None:
    answer: Any = client.delete("/api/v1/downloads/some-id")

    assert "X-Parallax: 1" in answer.get_json(force=True)["detail"]

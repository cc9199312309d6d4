"""Fronts to test: the application in this process, and whole programs, each on a real Redis."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from rq.job import Job
from rq.serializers import JSONSerializer

from front.app import create_app
from front.settings import FrontSettings
from tests.helpers.databases import url_of
from tests.helpers.front_process import Front, running_front
from tests.helpers.valkey import Server

ALLOWED = "origin.test:8081,files.test"


@pytest.fixture
def client(redis: "Redis", tmp_path: Path) -> FlaskClient:
    """The application, asked without a network; Redis is real."""
    settings = FrontSettings.read(
        redis_url=url_of(redis), files_dir=tmp_path / "files", allowed_hosts=ALLOWED, keep_secs=3_600
    )
    client = create_app(settings, redis).test_client()
    client.environ_base["HTTP_X_PARALLAX"] = "1"
    return client


@pytest.fixture
def submit(client: FlaskClient) -> Callable[..., list[str]]:
    """Submits names, and returns the downloads' ids."""

    def send(*names: str, **options: Any) -> list[str]:
        body = {"items": [{"name": name} for name in names], **options}
        answer = client.post("/api/v1/downloads", json=body)
        assert answer.status_code == 202, answer.text
        ids: list[str] = answer.get_json()["downloads"]
        return ids

    return send


@pytest.fixture
def job_of(redis: "Redis") -> Callable[[str], Job]:
    """RQ's job of a download."""
    return lambda download_id: Job.fetch(download_id, connection=redis, serializer=JSONSerializer)


@pytest.fixture
def start(redis: "Redis", tmp_path: Path) -> Iterator[Callable[..., Front]]:
    """Starts fronts of the test's own."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(
            running_front(tmp_path / "front.log", **({"redis_url": url_of(redis)} | settings))
        )


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A Redis of the test's own, to freeze and to kill."""
    folder = tmp_path / "valkey"
    folder.mkdir()
    own = Server(folder)
    yield own
    own.thaw()
    own.kill()

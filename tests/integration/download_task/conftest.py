"""A real origin, servers that misbehave, and rules that allow no other host."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from download_task import Rules
from tests.helpers.certificates import make_certificate, server_context
from tests.helpers.origin_process import running_origin
from tests.helpers.performing import Performer
from tests.helpers.scripted_server import Script, ScriptedServer, scripted_server


@pytest.fixture(scope="session")
def origin_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One origin for all tests."""
    with running_origin(tmp_path_factory.mktemp("origin") / "origin.log") as url:
        yield url


@pytest.fixture
def at_origin(origin_url: str) -> Callable[..., str]:
    """Makes the URL of a file of the origin, as its parameters say."""

    def url(name: str = "file.bin", **parameters: object) -> str:
        return f"{origin_url}/files/{name}?{urlencode(parameters)}"

    return url


@pytest.fixture
def performer(tmp_path: Path, origin_url: str) -> Performer:
    """Performs downloads from the origin, and from nowhere else."""
    allowed = frozenset({urlsplit(origin_url).netloc})
    return Performer(Rules(tmp_path / "downloads", allowed, connect_secs=5.0, read_secs=10.0))


@pytest.fixture
def allow(performer: Performer) -> Callable[..., Performer]:
    """Makes the performer allow further hosts, or differ in other rules."""

    def change(*hosts: str, **rules: Any) -> Performer:
        allowed = performer.rules.allowed_hosts | frozenset(hosts)
        performer.rules = replace(performer.rules, **{"allowed_hosts": allowed, **rules})
        return performer

    return change


@pytest.fixture
def serve(allow: Callable[..., Performer]) -> Iterator[Callable[..., ScriptedServer]]:
    """Starts servers that answer by a script; they are allowed."""
    with ExitStack() as stack:

        def start(script: Script, **options: Any) -> ScriptedServer:
            server = stack.enter_context(scripted_server(script, **options))
            allow(server.host_port)
            return server

        yield start


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1, with its key beside it."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(params=["plain", "tls"])
def serve_both(
    request: pytest.FixtureRequest,
    serve: Callable[..., ScriptedServer],
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., ScriptedServer]:
    """Starts servers that answer by a script, without TLS in one run of the test and with it in another."""
    if request.param == "plain":
        return serve
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return partial(serve, tls=server_context(certificate))


@pytest.fixture
def serve_tls(
    serve: Callable[..., ScriptedServer], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., ScriptedServer]:
    """Starts servers that answer by a script over TLS."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return partial(serve, tls=server_context(certificate))

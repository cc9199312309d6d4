"""Settings from flags and the environment."""

import os

import pytest

from origin.addresses import base_url, reachable
from origin.settings import InvalidSettings, load


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PARALLAX_ORIGIN_")]:
        monkeypatch.delenv(name)


def test_by_default_it_listens_to_this_machine_alone() -> None:
    settings = load("origin", [])
    assert (settings.host, settings.port) == ("127.0.0.1", 8081)
    assert (settings.log_level, settings.log_format) == ("info", "console")


def test_the_environment_sets_each_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "HOST": "0.0.0.0",
        "PORT": "9000",
        "LOG_LEVEL": "DEBUG",
        "LOG_FORMAT": "json",
    }.items():
        monkeypatch.setenv(f"PARALLAX_ORIGIN_{name}", value)
    settings = load("origin", [])
    assert settings.model_dump() == {
        "host": "0.0.0.0",
        "port": 9000,
        "log_level": "debug",
        "log_format": "json",
    }


def test_a_flag_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_ORIGIN_PORT", "9000")
    assert load("origin", ["--port", "0"]).port == 0


def test_an_empty_variable_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_ORIGIN_PORT", "")
    assert load("origin", []).port == 8081


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "65536"), ("PORT", "http"), ("LOG_LEVEL", "loud"), ("LOG_FORMAT", "xml")]
)
def test_a_wrong_setting_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"PARALLAX_ORIGIN_{name}", value)
    with pytest.raises(InvalidSettings, match=f"PARALLAX_ORIGIN_{name} is '{value}'"):
        load("origin", [])


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert base_url("::1", 80) == "http://[::1]:80"
    assert base_url("127.0.0.1", 80) == "http://127.0.0.1:80"


@pytest.mark.parametrize(
    ("host", "expected"),
    [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("127.0.0.1", "127.0.0.1"), ("origin", "origin")],
)
def test_a_server_on_every_address_is_reached_by_the_loopback(host: str, expected: str) -> None:
    assert reachable(host) == expected

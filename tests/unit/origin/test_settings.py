"""Settings from flags and the environment."""

import os

import pytest

from origin.settings import load
from service_kit.settings import InvalidSettings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PARALLAX_ORIGIN_")]:
        monkeypatch.delenv(name)


def test_by_default_it_listens_to_this_machine_alone() -> None:
    settings = load("origin", [])
    assert (settings.host, settings.port) == ("127.0.0.1", 8081)
    assert (settings.log_level, settings.log_format) == ("INFO", "text")


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
        "log_level": "DEBUG",
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
    with pytest.raises(InvalidSettings, match=rf"^PARALLAX_ORIGIN_{name}: "):
        load("origin", [])

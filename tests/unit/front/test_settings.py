"""Settings: what is read, and what is refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from front.settings import FrontSettings


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FrontSettings.model_fields:
        monkeypatch.delenv(f"PARALLAX_{name.upper()}", raising=False)


def test_the_environment_is_read_with_its_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_PORT", "9000")
    monkeypatch.setenv("PORT", "1")
    assert FrontSettings().port == 9_000


def test_only_this_machine_is_served_unless_told_otherwise() -> None:
    assert FrontSettings().host == "127.0.0.1"


def test_the_password_shows_in_no_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_REDIS_PASSWORD", "secret")
    settings = FrontSettings()
    assert settings.redis_password is not None
    assert settings.redis_password.get_secret_value() == "secret"
    assert "secret" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_hosts_are_taken_apart_trimmed_and_compared_in_lower_case() -> None:
    settings = FrontSettings.read(allowed_hosts=" Files.Test , a:1,, ")
    assert settings.allowed_hosts == {"files.test", "a:1"}
    assert FrontSettings.read(allowed_hosts="").allowed_hosts == frozenset()


@pytest.mark.parametrize(
    "bad",
    [{"port": -1}, {"redis_url": ""}, {"redis_url": "mysql://x"}, {"max_items": 10_001}, {"processes": 0}],
)
def test_nonsense_is_refused_by_name(bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        FrontSettings(**bad)
    assert [error["loc"][0] for error in refused.value.errors()] == list(bad)

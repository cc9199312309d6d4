"""The base of all settings: where they come from, and how a wrong one is told."""

from pathlib import Path

import pytest

from service_kit.field_types import CommaList, Hosts, Secs
from service_kit.redis_settings import RedisSettings
from service_kit.settings import InvalidSettings, ServiceSettings

SECRET = "open-sesame"


class Example(RedisSettings):
    names: CommaList = ()
    hosts: Hosts = frozenset()
    pause_secs: Secs = 1.0
    folder: Path = Path("here")


def test_flags_win_over_the_environment_and_none_stands_for_not_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PARALLAX_PAUSE_SECS", "2")
    monkeypatch.setenv("PARALLAX_FOLDER", "there")
    settings = Example.read(pause_secs=3, folder=None)
    assert (settings.pause_secs, settings.folder) == (3.0, Path("there"))


def test_lists_are_separated_by_commas_and_hosts_are_in_lower_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_NAMES", " B, a ,,b")
    monkeypatch.setenv("PARALLAX_HOSTS", " Files.Test , A:1,, ")
    settings = Example.read()
    assert settings.names == ("B", "a", "b")
    assert settings.hosts == {"files.test", "a:1"}


@pytest.mark.parametrize("value", ["nan", "inf", "0", "-1", "soon"])
def test_a_time_is_positive_and_finite(value: str) -> None:
    with pytest.raises(InvalidSettings, match=r"^PARALLAX_PAUSE_SECS: "):
        Example.read(pause_secs=value)


def test_each_wrong_setting_is_named_by_its_variable_and_no_value_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PARALLAX_LOG_LEVEL", SECRET)
    monkeypatch.setenv("PARALLAX_REDIS_URL", f"redis://:{SECRET}#x@localhost:6379/0")
    with pytest.raises(InvalidSettings) as refused:
        Example.read()
    told = str(refused.value)
    assert told.startswith("PARALLAX_LOG_LEVEL: ")
    assert "; PARALLAX_REDIS_URL: must be an address such as redis://localhost:6379/0" in told
    assert "sesame" not in told


@pytest.mark.parametrize(("given", "read"), [("console", "text"), ("JSON", "json"), ("text", "text")])
def test_the_log_format_has_an_older_name_too(given: str, read: str) -> None:
    assert ServiceSettings.read(log_format=given, log_level="debug").log_format == read


def test_settings_written_to_an_environment_are_read_back_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Example.read(
        names="b,a", hosts="y,x:1", pause_secs=2.5, folder=Path("there"), redis_password=SECRET
    )
    environment = settings.to_environment(exclude={"redis_password"})
    assert SECRET not in str(environment)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Example.read(redis_password=SECRET) == settings

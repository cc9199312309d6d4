"""Settings from flags and the environment; a wrong one ends the worker with one sentence."""

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from worker.__main__ import main
from worker.pools import make_worker
from worker.settings import WorkerSettings, split_commas

SECRET = "open-sesame"


def test_every_setting_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "pool": "processes",
        "slots": 7,
        "queues": "a,b",
        "redis_url": "redis://elsewhere:1/2",
        "redis_password": SECRET,
        "files_dir": "/files",
        "allowed_hosts": "one,two:2",
        "connect_timeout_secs": 1.5,
        "read_timeout_secs": 2.5,
        "total_timeout_secs": 3.5,
        "max_file_bytes": 9,
        "drain_secs": 4.5,
        "heartbeat_secs": 0.5,
        "lease_secs": 5,
        "watchdog_secs": 6,
        "log_format": "json",
        "log_level": "DEBUG",
    }
    assert given.keys() == WorkerSettings.model_fields.keys()
    for name, value in given.items():
        monkeypatch.setenv(f"PARALLAX_{name.upper()}", str(value))
    expected = given | {"files_dir": Path("/files"), "redis_password": SecretStr(SECRET)}
    assert WorkerSettings().model_dump() == expected


def test_the_rules_and_the_pool_are_made_of_them() -> None:
    settings = WorkerSettings(
        allowed_hosts=" Origin:8081 ,, b ", max_file_bytes=9, slots=3, heartbeat_secs=0.3, lease_secs=1
    )
    rules, pool = settings.rules(), settings.pool_settings()
    assert (rules.allowed_hosts, rules.max_bytes) == (frozenset({"origin:8081", "b"}), 9)
    assert (pool.slots, pool.heartbeat_secs, pool.lease_secs, pool.maintenance_secs) == (3, 0.3, 1, 0.5)


def test_no_host_at_all_may_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_ALLOWED_HOSTS", "")
    assert WorkerSettings().rules().allowed_hosts == frozenset()


def test_child_processes_find_the_settings_in_the_environment_but_not_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = WorkerSettings(redis_password=SecretStr(SECRET), slots=9, files_dir=Path("there"))
    monkeypatch.setattr(os, "environ", environment := dict[str, str]())
    settings.export()
    assert (environment["PARALLAX_SLOTS"], environment["PARALLAX_FILES_DIR"]) == ("9", "there")
    assert "PARALLAX_REDIS_PASSWORD" not in environment
    assert SECRET not in str(environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLOTS", "0"),
        ("SLOTS", "many"),
        ("SLOTS", ""),
        ("POOL", "fibres"),
        ("DRAIN_SECS", "-1"),
        ("DRAIN_SECS", "nan"),
        ("HEARTBEAT_SECS", "inf"),
        ("LEASE_SECS", "5"),
        ("LOG_LEVEL", "loud"),
        ("MAX_FILE_BYTES", "0"),
        ("REDIS_URL", f"http://:{SECRET}@localhost"),
        ("REDIS_URL", f"redis://:{SECRET}#x@localhost:6379/0"),
        ("REDIS_URL", f"redis://localhost:{SECRET}/0"),
        ("REDIS_URL", "nonsense"),
    ],
)
def test_a_wrong_setting_ends_the_worker_with_a_sentence_that_names_it(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"PARALLAX_{name}", value)
    monkeypatch.setenv("PARALLAX_REDIS_PASSWORD", SECRET)
    assert main([]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"worker: cannot start: PARALLAX_{name}: ")
    assert told.err.count("\n") == 1
    assert "sesame" not in told.err


def test_a_wrong_flag_is_refused_by_the_name_of_its_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--slots", "0"]) == 2
    assert "PARALLAX_SLOTS" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_refused_by_the_name_of_its_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr("worker.__main__.configure_logs", lambda: None)
    monkeypatch.setenv("PARALLAX_FILES_DIR", str(tmp_path / "file" / "folder"))
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("worker: cannot start: PARALLAX_FILES_DIR: ")


def test_the_password_is_not_shown_by_the_settings() -> None:
    settings = WorkerSettings(redis_password=SecretStr(SECRET))
    assert SECRET not in f"{settings!r} {settings}"


def test_commas_separate_what_is_not_blank() -> None:
    assert split_commas(" a, b ,,c ,") == ["a", "b", "c"]
    assert split_commas("") == []


def test_a_worker_serves_the_queues_it_is_told_to(redis: object) -> None:
    named = make_worker(WorkerSettings(queues="x, y"), redis, "one")  # type: ignore[arg-type]
    assert named.queue_names() == ["x", "y"]
    default = make_worker(WorkerSettings(pool="processes"), redis, "two")  # type: ignore[arg-type]
    assert default.queue_names() == ["parallax-processes", "parallax-any"]

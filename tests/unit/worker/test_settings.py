"""Settings from flags and the environment; a wrong one ends the worker with one sentence."""

import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from download_task import Rules
from rq_pools import PoolSettings
from worker.__main__ import main
from worker.environment import log_format, log_level, rules
from worker.make_worker import make_worker
from worker.settings import WorkerSettings

SECRET = "open-sesame"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """An empty environment to export settings into."""
    empty = dict[str, str]()
    monkeypatch.setattr(os, "environ", empty)
    rules.cache_clear()
    yield empty
    rules.cache_clear()


def test_every_setting_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "pool": "processes",
        "slots": 7,
        "queues": "a,b",
        "redis_url": "redis://elsewhere:1/2",
        "redis_password": SECRET,
        "redis_timeout_secs": 2.5,
        "files_dir": "/files",
        "allowed_hosts": "one,two:2",
        "connect_timeout_secs": 1.5,
        "read_timeout_secs": 2.5,
        "total_timeout_secs": 3.5,
        "max_file_bytes": 9,
        "drain_secs": 4.5,
        "heartbeat_secs": 0.5,
        "lease_secs": 5,
        "stop_grace_secs": 1.5,
        "overrun_secs": 7.5,
        "max_jobs_per_child": 8,
        "watchdog_secs": 6,
        "log_format": "json",
        "log_level": "DEBUG",
    }
    assert given.keys() == WorkerSettings.model_fields.keys()
    for name, value in given.items():
        monkeypatch.setenv(f"PARALLAX_{name.upper()}", str(value))
    expected = given | {
        "queues": ("a", "b"),
        "allowed_hosts": {"one", "two:2"},
        "files_dir": Path("/files"),
        "redis_password": SecretStr(SECRET),
    }
    assert WorkerSettings().model_dump() == expected


def test_the_pool_is_made_of_them() -> None:
    pool = WorkerSettings(
        slots=3, heartbeat_secs=0.3, lease_secs=1, stop_grace_secs=1.5, overrun_secs=2.5, max_jobs_per_child=4
    ).pool_settings()
    assert (pool.slots, pool.heartbeat_secs, pool.lease_secs) == (3, 0.3, 1)
    assert (pool.stop_grace_secs, pool.overrun_secs, pool.max_jobs_per_child) == (1.5, 2.5, 4)


@pytest.mark.parametrize(
    ("lease_secs", "maintenance_secs"), [(1, 0.5), (600, PoolSettings().maintenance_secs)]
)
def test_the_dead_are_looked_for_twice_a_lease_and_as_often_as_by_default(
    lease_secs: int, maintenance_secs: float
) -> None:
    settings = WorkerSettings(heartbeat_secs=0.3, lease_secs=lease_secs)
    assert settings.pool_settings().maintenance_secs == maintenance_secs


def test_a_slot_has_the_rules_that_were_exported(environment: dict[str, str]) -> None:
    settings = WorkerSettings.read(
        files_dir=Path("there"),
        allowed_hosts=" Origin:8081 ,, b ",
        connect_timeout_secs=1.5,
        read_timeout_secs=2.5,
        total_timeout_secs=3.5,
        max_file_bytes=9,
    )
    settings.export()
    assert rules() == Rules(
        directory=Path("there"),
        allowed_hosts=frozenset({"origin:8081", "b"}),
        connect_secs=1.5,
        read_secs=2.5,
        total_secs=3.5,
        max_bytes=9,
    )


def test_a_slot_logs_as_was_exported(environment: dict[str, str]) -> None:
    WorkerSettings(log_format="json", log_level="ERROR").export()
    assert (log_format(), log_level()) == ("json", "ERROR")


def test_no_host_at_all_may_be_allowed(environment: dict[str, str]) -> None:
    WorkerSettings.read(allowed_hosts="").export()
    assert rules().allowed_hosts == frozenset()


def test_slots_find_the_settings_in_the_environment_but_not_the_password(
    environment: dict[str, str],
) -> None:
    WorkerSettings(redis_password=SecretStr(SECRET), slots=9, files_dir=Path("there")).export()
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
        pytest.param(
            "POOL",
            "interpreters",
            marks=pytest.mark.skipif(sys.version_info >= (3, 14), reason="it has them"),
        ),
        ("MAX_JOBS_PER_CHILD", "-1"),
        ("OVERRUN_SECS", "nan"),
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


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python has them")
def test_interpreters_are_refused_by_a_python_without_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--pool", "interpreters"]) == 2
    assert capsys.readouterr().err == (
        "worker: cannot start: PARALLAX_POOL: interpreters need Python 3.14 or later, "
        f"and this is Python {platform.python_version()}\n"
    )


def test_the_password_is_not_shown_by_the_settings() -> None:
    settings = WorkerSettings(redis_password=SecretStr(SECRET))
    assert SECRET not in f"{settings!r} {settings}"


def test_a_worker_serves_the_queues_it_is_told_to(redis: object) -> None:
    named = make_worker(WorkerSettings(queues="x, y"), redis, "one")  # type: ignore[arg-type]
    assert named.queue_names() == ["x", "y"]
    default = make_worker(WorkerSettings(pool="processes"), redis, "two")  # type: ignore[arg-type]
    assert default.queue_names() == ["parallax-processes", "parallax-any"]

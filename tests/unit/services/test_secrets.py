from collections.abc import Callable
from pathlib import Path

import pytest

from front.settings import FrontSettings
from worker.settings import WorkerSettings


@pytest.mark.parametrize("settings", [FrontSettings, WorkerSettings])
def test_the_password_of_redis_may_be_a_file_named_redis_password(
    settings: Callable[..., FrontSettings | WorkerSettings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PARALLAX_REDIS_PASSWORD", raising=False)
    (tmp_path / "redis_password").write_text("from a file\n")

    read = settings(_secrets_dir=tmp_path).redis_password

    assert read is not None
    assert read.get_secret_value() == "from a file"


@pytest.mark.parametrize("settings", [FrontSettings, WorkerSettings])
def test_the_password_of_redis_may_be_a_variable(
    settings: type[FrontSettings] | type[WorkerSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARALLAX_REDIS_PASSWORD", "from the environment")

    read = settings().redis_password

    assert read is not None
    assert read.get_secret_value() == "from the environment"

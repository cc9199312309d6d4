"""Experiments that really run, in folders of the test's own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.origin_process import running_origin


@pytest.fixture(autouse=True)
def legs_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the legs of the test keep their journals and files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def origin_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One origin for all tests."""
    with running_origin(tmp_path_factory.mktemp("origin") / "origin.log") as url:
        yield url

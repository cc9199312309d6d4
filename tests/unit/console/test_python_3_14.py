"""Which Python runs the interpreters' worker, where this one is too old."""

import sys
from pathlib import Path

import pytest

from console.stack.python_3_14 import find_python
from tests.helpers.fake_pythons import install, look_only_below

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python itself has them")


@pytest.fixture(autouse=True)
def _nothing_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    look_only_below(tmp_path, monkeypatch)


def test_without_one_there_is_none(tmp_path: Path) -> None:
    install(tmp_path / "bin" / "python3.13", 3, 13, 9)
    assert find_python() is None


def test_3_14_comes_before_what_is_newer_and_its_newest_patch_first(tmp_path: Path) -> None:
    for numbers in ((3, 15, 0), (3, 14, 9), (3, 14, 10)):
        name = ".".join(map(str, numbers))
        install(tmp_path / "pyenv" / "versions" / name / "bin" / "python", *numbers)

    found = find_python()

    assert found is not None
    assert found.version == "3.14.10"


def test_free_threaded_ones_are_passed_over(tmp_path: Path) -> None:
    install(tmp_path / "bin" / "python3.14t", 3, 14, 0, free_threaded=True)
    assert find_python() is None

"""Which Pythons can run a leg: asked by running them, each listed once."""

import sys
from pathlib import Path

import pytest

from lab.pythons import find_pythons
from tests.helpers.fake_pythons import install, look_only_below


@pytest.fixture(autouse=True)
def _nothing_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    look_only_below(tmp_path, monkeypatch)


def ids() -> list[str]:
    """The ids of those below the test's folder: the first runs the test, and the system may have more."""
    return [python.id for python in find_pythons()[1:] if "/pytest-" in python.path]


def test_the_one_that_runs_the_program_comes_first() -> None:
    running = find_pythons()[0]
    assert running.path == sys.executable
    assert running.version == ".".join(map(str, sys.version_info[:3]))


def test_path_uv_and_pyenv_are_looked_at(tmp_path: Path) -> None:
    install(tmp_path / "bin" / "python3.20", 3, 20, 0)
    install(tmp_path / "uv" / "cpython-3.21.1-linux" / "bin" / "python3", 3, 21, 1)
    install(tmp_path / "pyenv" / "versions" / "3.22.2t" / "bin" / "python", 3, 22, 2, free_threaded=True)
    assert ids() == ["3.20", "3.21", "3.22t"]


def test_two_of_one_minor_version_are_named_by_their_patch(tmp_path: Path) -> None:
    for patch in (1, 10, 2):
        install(tmp_path / "pyenv" / "versions" / f"3.20.{patch}" / "bin" / "python", 3, 20, patch)
    install(tmp_path / "uv" / "same" / "bin" / "python3.20", 3, 20, 1)
    assert ids() == ["3.20.1", "3.20.2", "3.20.10"]


def test_links_and_virtual_environments_are_no_further_pythons(tmp_path: Path) -> None:
    base = tmp_path / "bin" / "python3.20"
    install(base, 3, 20, 0)
    (tmp_path / "bin" / "python3").symlink_to(base)
    install(tmp_path / "uv" / "venv" / "bin" / "python", 3, 20, 0)
    assert ids() == ["3.20"]


def test_pyenvs_shims_are_not_asked_since_its_versions_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shims = tmp_path / "pyenv" / "shims"
    install(shims / "python3.20", 3, 20, 0)
    monkeypatch.setenv("PATH", f"{shims}:/bin")
    assert ids() == []


def test_old_ones_other_implementations_and_those_that_do_not_run_are_left_out(tmp_path: Path) -> None:
    install(tmp_path / "bin" / "python3.10", 3, 10, 9)
    install(tmp_path / "bin" / "python3.20", 3, 20, 0, implementation="pypy")
    broken = tmp_path / "bin" / "python3.21"
    broken.write_text("#!/bin/sh\necho 'pyenv: python3.21: command not found' >&2\nexit 127\n")
    broken.chmod(0o755)
    (tmp_path / "bin" / "python3.22").write_text("not a program")
    (tmp_path / "bin" / "python3-config").write_text("#!/bin/sh\nexit 1\n")
    assert ids() == []

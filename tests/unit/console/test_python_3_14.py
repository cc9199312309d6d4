"""Which Python runs the interpreters' worker, where this one is too old."""

from pathlib import Path

import pytest

from console.stack.python_3_14 import find_python


def install(path: Path, version: str) -> None:
    """Put a program there that answers as a Python of this version with sub-interpreter pools does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(0o755)


@pytest.fixture(autouse=True)
def _nothing_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))


def test_without_one_there_is_none() -> None:
    assert find_python() is None


def test_path_is_looked_at_first_then_uv_then_pyenv(tmp_path: Path) -> None:
    for folder, version in [
        ("pyenv/versions/3.14.1", "3.14.1"),
        ("uv/cpython-3.14.2-linux-x86_64-gnu", "3.14.2"),
        ("", "3.14.3"),
    ]:
        name = "python3.14" if not folder else "python3"
        install(tmp_path / folder / "bin" / name, version)

        found = find_python()

        assert found is not None
        assert found.version == version


def test_3_14_comes_before_what_is_newer_and_its_newest_patch_first(tmp_path: Path) -> None:
    for version in ("3.15.0", "3.14.9", "3.14.10"):
        install(tmp_path / "pyenv" / "versions" / version / "bin" / "python3", version)

    found = find_python()

    assert found is not None
    assert found.version == "3.14.10"


def test_older_ones_free_threaded_ones_and_those_that_do_not_run_are_passed_over(tmp_path: Path) -> None:
    versions = tmp_path / "pyenv" / "versions"
    for version in ("3.13.1", "3.14.0t"):
        install(versions / version / "bin" / "python3", version)
    install(tmp_path / "uv" / "cpython-3.14.0+freethreaded-linux-x86_64-gnu" / "bin" / "python3", "3.14.0")
    broken = tmp_path / "bin" / "python3.14"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho 'pyenv: python3.14: command not found' >&2\nexit 127\n")
    broken.chmod(0o755)

    assert find_python() is None

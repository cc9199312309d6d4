"""Programs that answer as Pythons of any version do, for tests of how Pythons are found."""

import json
from pathlib import Path
from typing import Any

import pytest


def install(path: Path, *numbers: int, **facts: Any) -> None:
    """Put a program there that answers as a Python of this version does."""
    said = {"implementation": "cpython", "numbers": numbers, "free_threaded": False}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"#!/bin/sh\ncat <<'END'\n{json.dumps({**said, 'gil': True, 'jit': None, **facts})}\nEND\n"
    )
    path.chmod(0o755)


def look_only_below(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Pythons be looked for in the folder's `bin`, `uv` and `pyenv`; `/bin` has what the answers need."""
    monkeypatch.setenv("PATH", f"{folder / 'bin'}:/bin")
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(folder / "uv"))
    monkeypatch.setenv("PYENV_ROOT", str(folder / "pyenv"))

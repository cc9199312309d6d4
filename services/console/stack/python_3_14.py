"""Find a Python that has sub-interpreter pools: 3.14 or later."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST_MINOR, NEWEST_MINOR = 14, 19
CHECK_SECS = 10.0
CHECK = (
    "import platform, concurrent.futures as f; f.InterpreterPoolExecutor; print(platform.python_version())"
)
# Such as `cpython-3.14.0-linux-x86_64-gnu` of uv and `3.14.0` of pyenv. Not `3.14.0t`: without the GIL,
# threads compute at the same time, and sub-interpreters show nothing new.
FOLDER = re.compile(r"(cpython-)?3\.(?P<minor>\d+)\.(?P<patch>\d+)(-.*)?")


@dataclass(frozen=True, slots=True)
class Python:
    """A Python with sub-interpreter pools.

    Attributes:
        program: its path.
        version: such as `3.14.2`.
    """

    program: str
    version: str

    def __str__(self) -> str:
        return f"Python {self.version}"


def find_python() -> Python | None:
    """The first that works: on PATH, then of uv, then of pyenv; 3.14 before what is newer."""
    for program in [*_on_path(), *_of_uv(), *_of_pyenv()]:
        version = _version_of(program)
        if version is not None:
            return Python(program, version)
    return None


def _on_path() -> Iterator[str]:
    names = [f"python3.{minor}" for minor in range(OLDEST_MINOR, NEWEST_MINOR + 1)]
    found = (shutil.which(name) for name in [*names, "python3"])
    return (program for program in found if program is not None)


def _of_uv() -> list[str]:
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return _below(Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path(data) / "uv" / "python"))


def _of_pyenv() -> list[str]:
    return _below(Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions")


def _below(folder: Path) -> list[str]:
    """The programs in a folder of Pythons: the oldest minor version first, of each its newest patch."""
    found = []
    for path in folder.glob("*/bin/python3"):
        name = FOLDER.fullmatch(path.parent.parent.name)
        if name and int(name["minor"]) >= OLDEST_MINOR and "+" not in name[0]:
            found.append((int(name["minor"]), -int(name["patch"]), str(path)))
    return [program for _, _, program in sorted(found)]


def _version_of(program: str) -> str | None:
    try:
        said = subprocess.run(
            [program, "-I", "-c", CHECK], capture_output=True, text=True, timeout=CHECK_SECS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return said.stdout.strip() if said.returncode == 0 else None

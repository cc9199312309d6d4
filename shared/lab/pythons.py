"""The Pythons of this machine that can run a leg: CPython 3.11 or later.

Looked for on PATH, in uv's folder and in pyenv's. Each is asked what it is by running it once.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from lab.experiment import PythonInfo

OLDEST = (3, 11)
ASK_SECS = 10.0
ASKED_AT_A_TIME = 8
PROGRAM = re.compile(r"python(3(\.\d+t?)?)?")
QUESTION = """
import json, os, sys, sysconfig
ask = getattr(sys, "_is_gil_enabled", None)
jit = getattr(sys, "_jit", None)
print(json.dumps({
    "implementation": sys.implementation.name,
    "numbers": list(sys.version_info[:3]),
    "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "gil": True if ask is None else ask(),
    "jit": None if jit is None else jit.is_enabled(),
}))
"""


Facts = dict[str, Any]


def find_pythons() -> list[PythonInfo]:
    """All Pythons of this machine that can run a leg: first the one that runs this program, then by version.

    One of each version: a virtual environment is no further Python than its base. An id is the first two
    numbers of the version, with a `t` for a free-threaded Python; all three where two would have the same.
    """
    programs = _without_links([sys.executable, *_candidates()])
    with ThreadPoolExecutor(ASKED_AT_A_TIME) as pool:
        answers = zip(programs, pool.map(ask, programs), strict=True)
        running, *others = [(program, facts) for program, facts in answers if facts is not None]
    return _named([running, *sorted(others, key=lambda found: found[1]["numbers"])])


def _candidates() -> list[str]:
    found: list[str] = []
    shims = _pyenv_root() / "shims"  # shell scripts that start what the loop finds anyway
    for folder in [*_path(), *_uv(), *_pyenv()]:
        if folder == shims:
            continue
        try:
            names = sorted(entry.name for entry in folder.iterdir())
        except OSError:
            continue
        found += (str(folder / name) for name in names if PROGRAM.fullmatch(name))
    return found


def _path() -> list[Path]:
    return [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]


def _uv() -> list[Path]:
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return sorted(Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path(data) / "uv" / "python").glob("*/bin"))


def _pyenv() -> list[Path]:
    return sorted(_pyenv_root().glob("versions/*/bin"))


def _pyenv_root() -> Path:
    return Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")


def _without_links(programs: list[str]) -> list[str]:
    """The programs, without those that lead to the same file as an earlier one."""
    first: dict[str, str] = {}
    for program in programs:
        first.setdefault(os.path.realpath(program), program)
    return list(first.values())


def ask(program: str) -> Facts | None:
    """What the program says of itself; None if it is none that can run a leg."""
    try:
        said = subprocess.run(
            [program, "-I", "-S", "-c", QUESTION],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=ASK_SECS,
            check=True,
        )
        facts: Facts = json.loads(said.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    fits = facts["implementation"] == "cpython" and tuple(facts["numbers"]) >= OLDEST
    return facts if fits else None


def _named(found: list[tuple[str, Facts]]) -> list[PythonInfo]:
    """The Pythons with their ids; of two with the same three numbers, the first."""
    short = Counter(_id(facts, 2) for facts in {_id(facts, 3): facts for _, facts in found}.values())
    named: dict[str, PythonInfo] = {}
    for program, facts in found:
        name = _id(facts, 3 if short[_id(facts, 2)] > 1 else 2)
        version = ".".join(map(str, facts["numbers"]))
        named.setdefault(
            name,
            PythonInfo(name, version, program, facts["free_threaded"], facts["gil"], facts["jit"]),
        )
    return list(named.values())


def _id(facts: Facts, numbers: int) -> str:
    return ".".join(map(str, facts["numbers"][:numbers])) + ("t" if facts["free_threaded"] else "")

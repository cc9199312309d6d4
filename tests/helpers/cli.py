"""The `parallax` command in a process of its own, as people run it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "console"]


def environment(**settings: str) -> dict[str, str]:
    """This environment without Parallax's own settings, speaking English, plus the given ones."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PARALLAX_", "LC_"))}
    paths = os.pathsep.join(str(ROOT / folder) for folder in ("shared", "services"))
    return {**own, "PYTHONPATH": paths, "LANG": "C.UTF-8", **settings}


def parallax(*arguments: str, within_secs: float = 90, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run it to its end; what it printed is text."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=within_secs,
        check=False,
    )

"""A virtual environment for the interpreters' worker, under a Python of its own."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from guarded import Exit, GuardedProcess

ROOT = Path(__file__).resolve().parents[3]
REQUIREMENTS = ROOT / "requirements" / "worker.txt"
PIP = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--no-input",
    "--disable-pip-version-check",
    "--progress-bar",
    "off",
]

Run = Callable[[list[str]], GuardedProcess]


class Environment:
    """A virtual environment with what a worker needs, made step by step.

    Args:
        folder: where it is.
        python: the program that it is made with.
        run: starts a command.
    """

    def __init__(self, folder: Path, python: str, run: Run) -> None:
        self._folder = folder
        self._run = run
        self._process: GuardedProcess | None = None
        self._commands = [
            [python, "-m", "venv", "--clear", str(folder)],
            [self.program, *PIP, "--require-hashes", "--requirement", str(REQUIREMENTS)],
        ]

    @property
    def program(self) -> str:
        """Its Python."""
        return str(self._folder / "bin" / "python")

    @property
    def is_complete(self) -> bool:
        """Whether it has what the requirements ask for."""
        stamp = self._stamp
        return stamp.exists() and stamp.read_text() == _wanted() and os.access(self.program, os.X_OK)

    def step(self) -> Exit | None:
        """Go on making it; returns how that ended, and None until then."""
        if self._process is None:
            self._process = self._run(self._commands.pop(0))
        ended = self._process.poll()
        if ended is None or ended.code != 0:
            return ended
        if self._commands:
            self._process = None
            return None
        self._stamp.write_text(_wanted())
        return ended

    @property
    def _stamp(self) -> Path:
        return self._folder / "requirements.sha256"


def _wanted() -> str:
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()

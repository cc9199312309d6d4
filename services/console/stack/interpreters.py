"""The worker of the interpreters pool, where the console's own Python is too old for it."""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guarded import Exit, GuardedProcess
from lab.experiment import PythonInfo
from wire import Pool

from .environment import Environment
from .log_reader import find_error, read_last_run
from .python_3_14 import find_python


@dataclass(frozen=True, slots=True)
class Unserved:
    """A pool has no worker.

    Attributes:
        pool: which.
        reason: `no-python-3-14`, `installing` or `not-installed`.
        values: the facts of the reason's sentence.
    """

    pool: Pool
    reason: str
    values: dict[str, Any]


class InterpretersWorker:
    """Starts the worker under another Python, once there is an environment for it.

    Args:
        folder: where the environment goes.
        log: where making it is logged.
        run: starts a command.
        start_worker: starts the worker with the given Python.
        tell: called when there is no worker, with the reason.
    """

    def __init__(
        self,
        folder: Path,
        *,
        log: Path,
        run: Callable[[list[str]], GuardedProcess],
        start_worker: Callable[[str], None],
        tell: Callable[[Unserved], None],
    ) -> None:
        self._folder = folder
        self._log = log
        self._run = run
        self._start_worker = start_worker
        self._tell = tell
        self._python: PythonInfo | None = None
        self._installing: Environment | None = None

    def begin(self) -> None:
        """Start the worker, or start making what it needs, or tell that there is no Python for it."""
        self._python = find_python()
        if self._python is None:
            self._tell_why("no-python-3-14", version=platform.python_version())
            return
        environment = Environment(
            self._folder / f"python-{self._python.version}", self._python.path, self._run
        )
        if environment.is_complete:
            self._start_worker(environment.program)
            return
        self._installing = environment
        self._tell_why("installing", python=self._name, log=str(self._log))

    def step(self) -> None:
        """Go on making the environment; start the worker when it is complete."""
        if self._installing is None:
            return
        ended = self._installing.step()
        if ended is None:
            return
        environment, self._installing = self._installing, None
        if ended.code == 0:
            self._start_worker(environment.program)
        else:
            self._tell_failure(ended)

    @property
    def _name(self) -> str:
        return f"Python {self._python.version}" if self._python else ""

    def _tell_failure(self, ended: Exit) -> None:
        error = find_error(read_last_run(self._log)) or str(ended)
        self._tell_why("not-installed", python=self._name, error=error, log=str(self._log))

    def _tell_why(self, reason: str, **values: Any) -> None:
        self._tell(Unserved("interpreters", reason, values))

"""A process that ends when its starter ends: started under a guard, in a session of its own."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import guard

MAX_LOG_BYTES = 5 * 1024**2  # of the current file; one older file is kept


@dataclass(frozen=True, slots=True)
class Exit:
    """How a process ended.

    Attributes:
        code: its exit code; None when a signal killed it.
        signal: the name of that signal, such as `SIGKILL`; "" when there was none.
    """

    code: int | None
    signal: str = ""

    def __str__(self) -> str:
        return self.signal or f"exit code {self.code}"

    @classmethod
    def from_status(cls, status: int) -> "Exit":
        """From what a guard exits with, or from what `Popen.poll` says of the guard itself."""
        number = -status if status < 0 else status - 128
        try:
            return cls(None, signal.Signals(number).name)
        except ValueError:
            return cls(status)


class StarterPipe:
    """A pipe that ends when this process ends; guards read it."""

    def __init__(self) -> None:
        self.read_end, self._write_end = os.pipe()

    def close(self) -> None:
        """End it: every guard that still runs kills its process group."""
        os.close(self._write_end)
        os.close(self.read_end)


class GuardedProcess:
    """A running command with its guard.

    Args:
        command: what to run.
        log: where its output goes.
        environment: its environment variables.
        pipe: of the starter; its end ends the process.
        inherited_fds: open files that the process inherits.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str],
        pipe: StarterPipe,
        inherited_fds: Sequence[int] = (),
    ) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = log
        self._guard = subprocess.Popen(
            [sys.executable, "-I", "-S", guard.__file__, str(log), str(MAX_LOG_BYTES), *command],
            env=environment,
            stdin=pipe.read_end,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that Ctrl-C reaches only the starter
            pass_fds=inherited_fds,
        )
        self.session = self._guard.pid

    def poll(self) -> Exit | None:
        """How it ended; None while it runs."""
        status = self._guard.poll()
        if status is None:
            return None
        self.kill()  # what it started may still run
        return Exit.from_status(status)

    def terminate(self) -> None:
        """Ask it to stop."""
        self._guard.terminate()

    def wait(self, secs: float) -> None:
        """Wait for its end; kill it when it does not end in time."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._guard.wait(secs)
        self.kill()

    def kill(self) -> None:
        """End it, and everything in its process group, at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: EPERM for a group of zombies
            os.killpg(self.session, signal.SIGKILL)
        self._guard.wait()

    def belongs(self, pid: int) -> bool:
        """Whether the process with this id is in its session."""
        try:
            return os.getsid(pid) == self.session
        except OSError:
            return False

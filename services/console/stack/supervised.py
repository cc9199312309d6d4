"""A service under supervision.

starting ──ready──▶ up
   │ ended           │ ended
   ▼                 │
paused ◀─────────────╯
   │ the pause is over
   ╰──▶ starting
"""

import time
from collections.abc import Callable
from pathlib import Path

from guarded import Exit, GuardedProcess, StarterPipe

from .log_reader import find_error, read_last_run
from .pauses import Pauses
from .service import Ended, Event, Service, Started

# Signals that somebody sent: the log cannot explain them.
SENT_FROM_OUTSIDE = ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP")


class Supervised:
    """A service, and its process.

    Args:
        service: what to run.
        log: where its output goes.
        pipe: of the console; its end ends the process.
        now: the clock, in seconds.
    """

    def __init__(
        self,
        service: Service,
        *,
        log: Path,
        pipe: StarterPipe,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.service = service
        self.log = log
        self._pipe = pipe
        self._now = now
        self._pauses = Pauses()
        self._process: GuardedProcess | None = None
        self._up_since: float | None = None
        self._start_at = 0.0
        self._was_up = False

    @property
    def is_up(self) -> bool:
        """Whether it is ready."""
        return self._up_since is not None

    def start(self) -> None:
        """Start its process."""
        self._process = GuardedProcess(
            self.service.command,
            log=self.log,
            environment=self.service.environment,
            pipe=self._pipe,
            inherited_fds=self.service.inherited_fds,
        )

    def step(self) -> Event | None:
        """Look at it once, start it again when that is due, and tell what has changed."""
        if self._process is None:
            if self._now() >= self._start_at:
                self.start()
            return None
        ended = self._process.poll()
        if ended is not None:
            return self._note_end(ended)
        if not self.is_up and self.service.is_ready(self._process):
            return self._note_ready()
        return None

    def terminate(self) -> None:
        """Ask it to stop, without waiting for it."""
        if self._process is not None:
            self._process.terminate()

    def wait(self) -> None:
        """Wait for it to stop; kill it when that takes too long."""
        if self._process is not None:
            self._process.wait(self.service.stop_secs)

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()

    def _note_ready(self) -> Started:
        again, self._was_up = self._was_up, True
        self._up_since = self._now()
        return Started(self.service.name, again)

    def _note_end(self, ended: Exit) -> Ended:
        up_secs = 0.0 if self._up_since is None else self._now() - self._up_since
        pause_secs = self._pauses.next_after(up_secs)
        self._process, self._up_since, self._start_at = None, None, self._now() + pause_secs
        error = "" if ended.signal in SENT_FROM_OUTSIDE else find_error(read_last_run(self.log))
        return Ended(self.service.name, ended, error, str(self.log), pause_secs)

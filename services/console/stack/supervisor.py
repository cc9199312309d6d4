"""Start the services of a table, start again what ends, and stop them all in order."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from guarded import GuardedProcess, StarterPipe

from .errors import CannotStart
from .service import Ended, Event, Service
from .supervised import Supervised

START_SECS = 60.0
POLL_SECS = 0.1

Tell = Callable[[Event], None]


class Supervisor:
    """Runs a table of services; whoever has one calls `step()` again and again.

    Args:
        services: the table; those that others need come first.
        log_of: the path of a service's log.
        tell: called with everything that changes.
    """

    def __init__(self, services: Sequence[Service], *, log_of: Callable[[str], Path], tell: Tell) -> None:
        self._pipe = StarterPipe()
        self._log_of = log_of
        self._tell = tell
        self._supervised = [self._supervise(service) for service in services]

    def start(self) -> None:
        """Start all at once, and wait until all are up.

        Raises:
            CannotStart: one ended, or was not up in time.
        """
        for supervised in self._supervised:
            supervised.start()
        deadline = time.monotonic() + START_SECS
        while waiting := [each for each in self._supervised if not each.is_up]:
            if time.monotonic() > deadline:
                name, log = waiting[0].service.name, str(waiting[0].log)
                raise CannotStart("service-silent", name=name, secs=START_SECS, log=log)
            for event in self._look():
                if isinstance(event, Ended):
                    raise CannotStart("service-ended", ended=event)
                self._tell(event)
            time.sleep(POLL_SECS)

    def step(self) -> None:
        """Look at each service once; start again what ended and has paused long enough."""
        for event in self._look():
            self._tell(event)

    def add(self, service: Service) -> None:
        """Run one more service."""
        supervised = self._supervise(service)
        self._supervised.append(supervised)
        supervised.start()

    def run(self, command: Sequence[str], *, log: Path) -> GuardedProcess:
        """Run a command that ends by itself; it is killed if the supervisor ends first."""
        return GuardedProcess(command, log=log, environment=os.environ, pipe=self._pipe)

    def stop(self) -> None:
        """Stop all: first those that need others, all at once; then the others, last to first."""
        try:
            users = [each for each in self._supervised if not each.service.needed_by_others]
            needed = [each for each in self._supervised if each.service.needed_by_others]
            for group in [users, *([each] for each in reversed(needed))]:
                for supervised in group:
                    supervised.terminate()
                for supervised in group:
                    supervised.wait()
        finally:
            self.kill()

    def kill(self) -> None:
        """End all at once."""
        for supervised in self._supervised:
            supervised.kill()
        self._pipe.close()

    def _look(self) -> list[Event]:
        events = [supervised.step() for supervised in self._supervised]
        return [event for event in events if event is not None]

    def _supervise(self, service: Service) -> Supervised:
        return Supervised(service, log=self._log_of(service.name), pipe=self._pipe)

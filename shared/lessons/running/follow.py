"""Reads what a script tells, while it runs."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from guarded.guard import RUN_HEADER

from .results import Event, Lane

MAX_RAW_LINES = 500


class Follower:
    """Reads the journal of a script, and the log of what was written past Python.

    Args:
        script: its name.
        journal: its journal, which need not be there yet.
        log: of its guard.
        on_event: whom to tell.

    Attributes:
        events: all so far.
        observed: the figures that the script returned.
        began: when the script began, on the monotonic clock; before that, when it was started.
    """

    def __init__(self, script: str, journal: Path, log: Path, on_event: Callable[[Event], None]) -> None:
        self._script = script
        self._journal = _Lines(journal)
        self._log = _Lines(log)
        self._raw_lines = 0
        self._on_event = on_event
        self.events: list[Event] = []
        self.observed: dict[str, Any] = {}
        self.began = time.monotonic()

    def read(self) -> None:
        """Tell what is new."""
        for line in self._journal.new():
            self._take(json.loads(line))
        for line in self._log.new():
            if not line.startswith(RUN_HEADER) and self._raw_lines < MAX_RAW_LINES:
                self._raw_lines += 1
                self.tell(Event(self._script, time.monotonic() - self.began, "printed", text=line))

    def tell(self, event: Event) -> None:
        """Keep the event, and tell of it."""
        self.events.append(event)
        self._on_event(event)

    def _take(self, told: dict[str, Any]) -> None:
        if told["kind"] == "observed":
            self.observed = told["values"]
            return
        if told["kind"] == "script-began":
            self.began = told["at"]
        self.tell(
            Event(
                script=self._script,
                at_secs=told["at"] - self.began,
                kind=told["kind"],
                lane=Lane(**told["lane"]),
                line=told["line"],
                text=told.get("text", ""),
                of=told.get("of", ""),
                ended=told.get("ended", True),
            )
        )


class _Lines:
    """The whole lines of a file that grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._rest = b""

    def new(self) -> Iterator[str]:
        """Those that came since the last time."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                new = file.read()
        except FileNotFoundError:
            return
        self._offset += len(new)
        *whole, self._rest = (self._rest + new).split(b"\n")
        for line in whole:
            yield line.decode(errors="replace")

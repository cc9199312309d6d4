"""Performing one download in a test, and looking at what it left on the disk."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from download_task import Download, Outcome, Report, Rules, download_task

NAME = "file.bin"


@dataclass
class Performer:
    """Runs downloads under rules of the test's own.

    Attributes:
        rules: what they are carried out under.
        reports: everything that they told.
    """

    rules: Rules
    reports: list[Report] = field(default_factory=list)

    def __call__(
        self, url: str | None, *, cancelled: Callable[[], bool] = lambda: False, **fields: Any
    ) -> Outcome:
        """Perform a download of the URL."""
        download = Download(**{"name": NAME, "url": url, "id": "one", **fields})
        return download_task(download, self.rules, report=self.reports.append, cancelled=cancelled)

    @property
    def file(self) -> Path:
        """Where the file of a download with the default name and id is to be."""
        return self.rules.directory / "one" / NAME

    def files(self) -> list[Path]:
        """Every file under the rules' directory, partial ones included."""
        return sorted(path for path in self.rules.directory.rglob("*") if not path.is_dir())

    def failure_code(self, url: str, **fields: Any) -> str:
        """Perform a download that must fail and leave nothing behind; returns the code of its failure."""
        outcome = self(url, **fields)
        assert outcome.state == "failed", outcome
        assert outcome.failure is not None
        assert type(outcome.failure.values) is dict
        assert (outcome.path, outcome.sha256, outcome.size_bytes) == (None, None, 0)
        assert self.files() == []
        return outcome.failure.code


@dataclass
class CancelRequest:
    """A `cancelled` that is true from a moment on, and knows how long ago that was."""

    _since: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def make(self) -> None:
        """Request it, from now on."""
        with self._lock:
            self._since = self._since or time.monotonic()

    def __call__(self) -> bool:
        return self._since is not None

    def age_secs(self) -> float:
        """How long ago it was made."""
        assert self._since is not None, "nobody has requested it"
        return time.monotonic() - self._since

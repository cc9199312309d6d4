"""Tells whoever watches an experiment how far its running leg has come."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from download_task.report import Pace

from .leg_state import LegState
from .progress import Progress, TaskProgress

PROGRESS_INTERVAL_SECS = 0.2


class ProgressTeller:
    """Tells the progress of one run of a leg, of a local one at most five times a second.

    Args:
        first: the progress to begin with: which run it is.
        on_progress: told.
    """

    def __init__(self, first: Progress, on_progress: Callable[[Progress], None]) -> None:
        self._first = first
        self._on_progress = on_progress
        self._pace = Pace(PROGRESS_INTERVAL_SECS)

    def tell_state(self, state: LegState) -> None:
        """Tell what has changed in a local leg."""
        if state.started_at is not None and self._pace.is_due():
            self.tell(max(0.0, time.time() - state.started_at), state.changes())

    def tell(self, elapsed_secs: float, tasks: Sequence[TaskProgress]) -> None:
        """Tell that these tasks have changed.

        Args:
            elapsed_secs: since the start of the run.
            tasks: those that have changed.
        """
        self._on_progress(replace(self._first, elapsed_secs=elapsed_secs, tasks=tuple(tasks)))

"""Makes the reports of one task."""

import time
from typing import Any

from .outcome import Outcome, Runner
from .report import Kind, Pace, Phase, Report, Reporter
from .request import Download
from .usage import Usage


class ReportMaker:
    """Makes the reports of one task, in its thread, and limits how often it reports progress.

    Args:
        download: the task's download.
        report: called with each report.
        runner: who runs the task.
        start: the usage of the task's thread when the task started.
        interval_secs: the least time between two reports of progress.
    """

    def __init__(
        self, download: Download, report: Reporter, runner: Runner, start: Usage, *, interval_secs: float
    ) -> None:
        self._download = download
        self._report = report
        self._runner = runner
        self._start = start
        self._pace = Pace(interval_secs)
        self._phase: Phase = "download"
        self._bytes: dict[str, Any] = {}

    def started(self) -> None:
        """Report that the task has started."""
        self._send("started")

    def bytes_came(self, done: int, total: int | None) -> None:
        """Report bytes received, if it is time to, and always the last ones."""
        if done == total or self._pace.is_due():
            self._bytes = {"bytes_done": done, "bytes_total": total}
            self._send("progress", fraction=done / total if total else None)

    def time_passed(self, fraction: float) -> None:
        """Report the part of the simulated seconds, or of the work, that is done, if it is time to."""
        if self._pace.is_due():
            self._send("progress", fraction=fraction)

    def work_began(self, size_bytes: int) -> None:
        """Report that the bytes are there and the work begins."""
        self._phase = "work"
        self._bytes = {"bytes_done": size_bytes, "bytes_total": size_bytes or None}
        self._send("progress", fraction=0.0)

    def ended(self, outcome: Outcome) -> None:
        """Report how the task ended."""
        self._bytes = {"bytes_done": outcome.size_bytes, "bytes_total": outcome.size_bytes or None}
        self._send(
            "ended",
            fraction=1.0 if outcome.state == "finished" else None,
            wall_secs=outcome.wall_secs,
            failure=outcome.failure,
        )

    def _send(self, kind: Kind, **facts: Any) -> None:
        used = Usage.now().since(self._start)
        self._report(
            Report(
                kind,
                self._download.id,
                self._download.name,
                self._runner,
                phase=self._phase,
                cpu_secs=used.cpu_secs,
                core_wait_secs=used.core_wait_secs,
                at=time.time(),
                **self._bytes,
                **facts,
            )
        )

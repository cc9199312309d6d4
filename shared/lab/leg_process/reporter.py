"""The reporter of a leg's tasks: appends what they report to the journal, from wherever they run."""

from dataclasses import asdict, dataclass
from pathlib import Path

from download_task import Report

from .gil import is_gil_on
from .journal import append

_last_at: dict[str, float] = {}  # of each task that runs in this interpreter


@dataclass(frozen=True, slots=True)
class JournalReporter:
    """Picklable: it is sent along with the task.

    Attributes:
        journal: where to.
        interval_secs: the least time between two reports of a task's progress.
    """

    journal: Path
    interval_secs: float

    def __call__(self, report: Report) -> None:
        """Append the report, unless it is one of progress that comes too soon."""
        if report.kind == "progress" and not self._is_due(report):
            return
        append(
            self.journal,
            report.kind,
            task=report.download_id,
            sample=(report.at, report.phase, report.cpu_secs, report.core_wait_secs),
            **_facts(report),
        )

    def _is_due(self, report: Report) -> bool:
        begins_work = report.phase == "work" and not report.fraction
        if not begins_work and report.at - _last_at.get(report.download_id, 0.0) < self.interval_secs:
            return False
        _last_at[report.download_id] = report.at
        return True


def _facts(report: Report) -> dict[str, object]:
    if report.kind == "started":
        runner = asdict(report.runner)
        del runner["task"]
        return {"runner": runner}
    if report.kind == "ended":
        return {"ended": _ended(report), "gil": is_gil_on()}
    return {}


def _ended(report: Report) -> str:
    if report.failure is None:
        return "finished"
    return "cancelled" if report.failure.code == "cancelled" else "failed"

"""The reporter of a leg's tasks: appends what they report to the journal, from wherever they run."""

from dataclasses import asdict, dataclass
from pathlib import Path

from download_task import Report

from .gil import is_gil_on
from .journal import append


@dataclass(frozen=True, slots=True)
class JournalReporter:
    """Picklable: it is sent along with the task.

    Attributes:
        journal: where to.
    """

    journal: Path

    def __call__(self, report: Report) -> None:
        """Append the report."""
        append(
            self.journal,
            report.kind,
            task=report.download_id,
            sample=(report.at, report.phase, report.cpu_secs, report.core_wait_secs),
            **_facts(report),
        )


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

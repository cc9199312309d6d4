"""`download_task`: the one function of Parallax. Only who runs it changes."""

import sys
import time
from functools import partial

from . import simulated
from .errors import DownloadCancelled, DownloadError
from .outcome import Failure, Outcome, Runner, State, current_runner
from .policy import DEFAULT_RULES, Rules
from .report import Cancelled, Pace, Report, Reporter, ignore_report, never_cancelled
from .request import Download
from .transfer import Received, fetch
from .work import do_work

PROGRESS_INTERVAL_SECS = 0.1


def download_task(
    download: Download,
    rules: Rules = DEFAULT_RULES,
    *,
    report: Reporter = ignore_report,
    cancelled: Cancelled = never_cancelled,
) -> Outcome:
    """Perform one download, and the work after it.

    A simulated one does what the study note does: says which process runs it, sleeps `randint(5, 10)`
    seconds, says how long that took. One with a URL really downloads. It is safe to run twice: bytes go
    to a `.part` file of the run's own, which is renamed into place when it is whole and verified.

    Args:
        download: what to download.
        rules: what the one who runs it allows.
        report: called when it starts, at most ten times a second while it runs, and when it ends.
        cancelled: asked several times a second; once it says True the task ends within a second.

    Returns:
        How it ended and who ran it: `finished`, `failed` with the reason, or `cancelled`. An expected
        failure is a value and not an exception, so that a batch of many can say how each one ended.
    """
    runner = current_runner(task=_this_function())
    started_at, start, start_cpu = time.time(), time.perf_counter(), time.thread_time()
    reports = _Reports(download, report, runner)
    reports.started()

    state: State = "finished"
    received: Received | None = None
    work_result: str | None = None
    failure: Failure | None = None
    try:
        if cancelled():
            raise DownloadCancelled("before-start")
        received = _get_bytes(download, rules, reports, cancelled)
        if download.work is not None:
            work_result = do_work(download.work, cancelled=cancelled)
    except DownloadError as error:
        state = "cancelled" if isinstance(error, DownloadCancelled) else "failed"
        failure = Failure.of(error)

    outcome = Outcome(
        download_id=download.id,
        name=download.name,
        state=state,
        size_bytes=received.size_bytes if received else 0,
        sha256=received.sha256 if received else None,
        path=received.path if received else None,
        started_at=started_at,
        wall_secs=time.perf_counter() - start,
        cpu_secs=time.thread_time() - start_cpu,
        runner=runner,
        work_result=work_result,
        failure=failure,
    )
    reports.ended(outcome)
    return outcome


def _get_bytes(
    download: Download, rules: Rules, reports: "_Reports", cancelled: Cancelled
) -> Received | None:
    if download.url is not None:
        return fetch(download, rules, progress=reports.bytes_came, cancelled=cancelled)
    secs = simulated.seconds_to_download(download)
    simulated.sleep_instead(secs, progress=reports.time_passed, cancelled=cancelled)
    return None


class _Reports:
    """Makes the reports of one task, progress not too often."""

    def __init__(self, download: Download, report: Reporter, runner: Runner) -> None:
        self._make = partial(Report, download_id=download.id, name=download.name, runner=runner)
        self._report = report
        self._pace = Pace(PROGRESS_INTERVAL_SECS)

    def started(self) -> None:
        self._report(self._make("started"))

    def bytes_came(self, done: int, total: int | None) -> None:
        if done == total or self._pace.is_due():
            fraction = done / total if total else None
            self._report(self._make("progress", bytes_done=done, bytes_total=total, fraction=fraction))

    def time_passed(self, fraction: float) -> None:
        if self._pace.is_due():
            self._report(self._make("progress", fraction=fraction))

    def ended(self, outcome: Outcome) -> None:
        self._report(
            self._make(
                "ended",
                bytes_done=outcome.size_bytes,
                bytes_total=outcome.size_bytes or None,
                fraction=1.0 if outcome.state == "finished" else None,
                wall_secs=outcome.wall_secs,
                failure=outcome.failure,
            )
        )


def _this_function() -> str:
    """The calling function's name as its running code says it: shows that every runner ran the same."""
    frame = sys._getframe(1)
    return f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname}"

"""`download_task`: the one function of Parallax. Only who runs it changes."""

import sys
import time
from dataclasses import dataclass
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

    A download with a URL really downloads. A simulated one does what the study note does: it reports which
    process runs it, sleeps `randint(5, 10)` seconds, and reports how long that took. It may run twice:
    each run writes to a `.part` file of its own, and renames it once it is whole and verified.

    Args:
        download: what to download.
        rules: the runner's limits.
        report: called at the start, at most ten times a second while the task runs, and at the end.
        cancelled: called several times a second; when it returns True, the task ends within a second.

    Returns:
        How the download ended and who ran it: `finished`, `failed` or `cancelled`. Expected failures are
        returned, not raised, so that a batch can tell how each of its downloads ended.
    """
    runner = current_runner(task=_this_function())
    started_at, start, start_cpu = time.time(), time.perf_counter(), time.thread_time()
    reports = _Reports(download, report, runner)
    reports.started()
    result = _perform(download, rules, reports, cancelled)
    outcome = Outcome(
        download_id=download.id,
        name=download.name,
        state=result.state,
        size_bytes=result.received.size_bytes if result.received else 0,
        sha256=result.received.sha256 if result.received else None,
        path=result.received.path if result.received else None,
        started_at=started_at,
        wall_secs=time.perf_counter() - start,
        cpu_secs=time.thread_time() - start_cpu,
        runner=runner,
        work_result=result.work_result,
        failure=result.failure,
    )
    reports.ended(outcome)
    return outcome


@dataclass(slots=True)
class _Result:
    """What a download achieved, the part before its failure included."""

    state: State = "finished"
    received: Received | None = None
    work_result: str | None = None
    failure: Failure | None = None


def _perform(download: Download, rules: Rules, reports: "_Reports", cancelled: Cancelled) -> _Result:
    result = _Result()
    try:
        if cancelled():
            raise DownloadCancelled("before-start")
        result.received = _get_bytes(download, rules, reports, cancelled)
        if download.work is not None:
            result.work_result = do_work(download.work, cancelled=cancelled)
    except DownloadError as error:
        result.state = "cancelled" if isinstance(error, DownloadCancelled) else "failed"
        result.failure = Failure.of(error)
    return result


def _get_bytes(
    download: Download, rules: Rules, reports: "_Reports", cancelled: Cancelled
) -> Received | None:
    if download.url is not None:
        return fetch(download, rules, progress=reports.bytes_came, cancelled=cancelled)
    secs = simulated.seconds_to_download(download)
    simulated.sleep_instead(secs, progress=reports.time_passed, cancelled=cancelled)
    return None


class _Reports:
    """Makes the reports of one task, and limits how often it reports progress."""

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
    """The name of the calling function, from its running code: proof that all runners run the same one."""
    frame = sys._getframe(1)
    return f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname}"

"""`download_task`: the one function of Parallax. Only who runs it changes."""

import sys
import time
from dataclasses import dataclass

from . import simulated
from .errors import DownloadCancelled, DownloadError
from .outcome import Failure, Outcome, State, current_runner
from .policy import DEFAULT_RULES, Rules
from .report import Cancelled, Reporter, ignore_report, never_cancelled
from .report_maker import ReportMaker
from .request import Download, Work
from .transfer import Received, fetch
from .usage import Usage
from .work import do_work

REPORT_INTERVAL_SECS = 0.1


def download_task(
    download: Download,
    rules: Rules = DEFAULT_RULES,
    *,
    report: Reporter = ignore_report,
    cancelled: Cancelled = never_cancelled,
    report_interval_secs: float = REPORT_INTERVAL_SECS,
) -> Outcome:
    """Perform one download, and the work after it.

    A download with a URL really downloads. A simulated one does what the study note does: it reports which
    process runs it, sleeps `randint(5, 10)` seconds, and reports how long that took. It may run twice:
    each run writes to a `.part` file of its own, and renames it once it is whole and verified.

    Args:
        download: what to download.
        rules: the runner's limits.
        report: called at the start, now and then while the task runs, when its work begins, and at the end;
            in the task's thread.
        cancelled: called several times a second; when it returns True, the task ends within a second.
        report_interval_secs: the least time between two reports while the task runs; each takes 15 µs.

    Returns:
        How the download ended and who ran it: `finished`, `failed` or `cancelled`. Expected failures are
        returned, not raised, so that a batch can tell how each of its downloads ended.
    """
    runner = current_runner(task=_this_function())
    started_at, start = time.time(), Usage.now()
    reports = ReportMaker(download, report, runner, start, interval_secs=report_interval_secs)
    reports.started()
    result = _perform(download, rules, reports, cancelled)
    used = Usage.now().since(start)
    outcome = Outcome(
        download_id=download.id,
        name=download.name,
        state=result.state,
        size_bytes=result.received.size_bytes if result.received else 0,
        sha256=result.received.sha256 if result.received else None,
        path=result.received.path if result.received else None,
        started_at=started_at,
        wall_secs=used.wall_secs,
        cpu_secs=used.cpu_secs,
        runner=runner,
        work_result=result.work_result,
        failure=result.failure,
        core_wait_secs=used.core_wait_secs,
        work_secs=result.work_used.wall_secs,
        work_cpu_secs=result.work_used.cpu_secs,
        work_core_wait_secs=result.work_used.core_wait_secs,
    )
    reports.ended(outcome)
    return outcome


NOTHING = Usage(0.0, 0.0, None)


@dataclass(slots=True)
class _Result:
    """What a download achieved, the part before its failure included."""

    state: State = "finished"
    received: Received | None = None
    work_result: str | None = None
    work_used: Usage = NOTHING
    failure: Failure | None = None


def _perform(download: Download, rules: Rules, reports: ReportMaker, cancelled: Cancelled) -> _Result:
    result = _Result()
    try:
        if cancelled():
            raise DownloadCancelled("before-start")
        result.received = _get_bytes(download, rules, reports, cancelled)
        if download.work is not None:
            _do_work(download.work, result, reports, cancelled)
    except DownloadError as error:
        result.state = "cancelled" if isinstance(error, DownloadCancelled) else "failed"
        result.failure = Failure.of(error)
    return result


def _get_bytes(
    download: Download, rules: Rules, reports: ReportMaker, cancelled: Cancelled
) -> Received | None:
    if download.url is not None:
        return fetch(download, rules, progress=reports.bytes_came, cancelled=cancelled)
    secs = simulated.seconds_to_download(download)
    simulated.sleep_instead(secs, progress=reports.time_passed, cancelled=cancelled)
    return None


def _do_work(work: Work, result: _Result, reports: ReportMaker, cancelled: Cancelled) -> None:
    reports.work_began(result.received.size_bytes if result.received else 0)
    start = Usage.now()
    try:
        result.work_result = do_work(work, progress=reports.time_passed, cancelled=cancelled)
    finally:
        result.work_used = Usage.now().since(start)


def _this_function() -> str:
    """The name of the calling function, from its running code: proof that all runners run the same one."""
    frame = sys._getframe(1)
    return f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname}"

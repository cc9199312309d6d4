"""The pytest plugin: a server for this process, and what is known, and what becomes known, of each test."""

import contextlib
import multiprocessing
import os
from pathlib import Path

import pytest
import rq

from .exceptions import Exceptions, exceptions_of
from .journal import Entry, note, read
from .redirect import VARIABLE as PORT
from .server import own_server


def pytest_configure(config: pytest.Config) -> None:
    """Make sure that RQ has the worker in question, and start a server."""
    if rq.Worker.__qualname__ != os.environ["RQ_SUITE_CLASS"].rpartition(".")[2]:
        raise pytest.UsageError(f"rq.Worker is {rq.Worker!r}: site/sitecustomize.py was not imported")
    journal = Path(os.environ["RQ_SUITE_JOURNAL"])
    config.pluginmanager.register(Selection(exceptions_of(os.environ["RQ_SUITE_WORKER"]), set(read(journal))))
    config.pluginmanager.register(Recorder(journal))
    cleanup = contextlib.ExitStack()
    os.environ[PORT] = str(cleanup.enter_context(own_server()))
    config.add_cleanup(cleanup.close)


class Selection:
    """Leaves out what is unfit, or done by a process before this one, and expects what is listed to fail.

    Args:
        exceptions: the list.
        done: what a process before this one has done.
    """

    def __init__(self, exceptions: Exceptions, done: set[str]) -> None:
        self._exceptions = exceptions
        self._left_out = done | exceptions.unfit.keys()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Apply it."""
        items[:] = [item for item in items if item.nodeid not in self._left_out]
        for item in items:
            reason = self._exceptions.expected.get(item.nodeid)
            if reason is not None:
                item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


class Recorder:
    """Writes down what came of each test.

    Args:
        journal: where.
    """

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._entry = Entry("", "passed")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Write down that the test has begun: it may be the last that is heard of it."""
        self._entry = Entry(nodeid, "passed")
        note(self._journal, Entry(nodeid, "started"))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what is worst of the test's parts: its set-up, itself, its subtests, its tear-down."""
        if self._entry.end == "failed" or report.passed:
            return
        if report.failed:
            self._entry = Entry(report.nodeid, "failed", _last_error(report.longreprtext))
        elif hasattr(report, "wasxfail"):
            self._entry = Entry(report.nodeid, "excepted", report.wasxfail)
        else:
            _, _, why = report.longrepr if isinstance(report.longrepr, tuple) else ("", 0, "")
            self._entry = Entry(report.nodeid, "skipped", why.removeprefix("Skipped: "))

    def pytest_runtest_logfinish(self) -> None:
        """Write down what came of it."""
        note(self._journal, self._entry)
        if self._entry.end in ("failed", "excepted"):
            _end_children()


def _end_children() -> None:
    """End the workers that a failed test did not come to end: they would take the next test's jobs."""
    for child in multiprocessing.active_children():
        child.kill()
        child.join()


def _last_error(text: str) -> str:
    errors = [line.removeprefix("E").strip() for line in text.splitlines() if line.startswith("E ")]
    return next((line for line in errors if line), text.strip().rpartition("\n")[2])

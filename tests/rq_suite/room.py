"""Some of RQ's tests, in a room of their own: files, server and processes are nobody else's."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from .exceptions import exceptions_of
from .journal import Entry, note, read
from .leftovers import VARIABLE as MARK
from .leftovers import end_leftovers
from .subject import CLASSES, Subject

HERE = Path(__file__).parent
STANDSTILL_SECS = 60.0  # without a test that begins or ends; the longest takes 20 seconds
CHECK_SECS = 1.0
DIED = "pytest's process ended in it: it hung, crashed or was killed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the tests.

    Attributes:
        is_whole: pytest came to its end with all of them.
        entries: one a test.
        output: what pytest wrote.
    """

    is_whole: bool
    entries: list[Entry]
    output: str

    @property
    def failed(self) -> list[Entry]:
        """The tests that failed."""
        return [entry for entry in self.entries if entry.end == "failed"]


def run_tests(subject: Subject, arguments: list[str], mark: str, stopping: threading.Event) -> Outcome:
    """Run tests; where one ends pytest's process, go on with the rest in another.

    Args:
        subject: what is tested.
        arguments: for pytest: which tests.
        mark: by which the processes are known, see leftovers.py.
        stopping: when set, go on no more.
    """
    with tempfile.TemporaryDirectory(prefix="rq-suite-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        journal, output = folder / "journal", folder / "output"
        _copy_tests(subject.tests, folder)
        command = [sys.executable, "-m", "pytest", "-p", "rq_suite.plugin", "-c", str(HERE / "pytest.ini")]
        status, died_in = -1, True
        while died_in and not stopping.is_set():
            status = _run([*command, "--rootdir", name, *arguments], folder, subject, journal, output, mark)
            died_in = _note_deaths(subject, journal)
        entries = list(read(journal).values())
        has_failed = any(entry.end == "failed" for entry in entries)
        is_whole = status in (0, 5) or (status == 1 and has_failed)  # 5: no test was left
        return Outcome(is_whole, entries, output.read_text(errors="replace"))


def _copy_tests(tests: Path, folder: Path) -> None:
    """Copy them, with the files that they name in /tmp turned into files of this room."""
    shutil.copytree(tests / "tests", folder / "tests")
    for path in (folder / "tests").glob("*.py"):
        path.write_text(path.read_text().replace("'/tmp/", f"'{folder}/"))


def _run(command: list[str], folder: Path, subject: Subject, journal: Path, output: Path, mark: str) -> int:
    """Run pytest, and end what it left; returns its status."""
    own_mark = f"{mark}.{uuid.uuid4().hex}"
    environment = _environment(subject, folder, journal) | {MARK: own_mark}
    journal.touch()
    try:
        with output.open("ab") as file:
            process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=file, stderr=subprocess.STDOUT
            )
        return _wait(process, journal)
    finally:
        end_leftovers(own_mark)


def _wait(process: "subprocess.Popen[bytes]", journal: Path) -> int:
    """Wait for pytest's end; returns its status. One that stands still is ended, and says where it stood.

    Not by pytest's own means: a thread in its process keeps a worker from forking there, and faulthandler's
    timer does not survive the fork.
    """
    while True:
        try:
            return process.wait(CHECK_SECS)
        except subprocess.TimeoutExpired:
            if time.time() - journal.stat().st_mtime > STANDSTILL_SECS:
                process.send_signal(signal.SIGABRT)  # pytest has it print all threads' tracebacks


def _environment(subject: Subject, folder: Path, journal: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RQ_")}
    return inherited | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join(map(str, [HERE / "site", HERE.parent, subject.shared, folder])),
        "TMPDIR": str(folder),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "RUN_SLOW_TESTS_TOO": "1",
        "RQ_POOL_SLOTS": str(subject.slots),
        "RQ_SUITE_WORKER": subject.worker,
        "RQ_SUITE_CLASS": CLASSES[subject.worker],
        "RQ_SUITE_JOURNAL": str(journal),
    }


def _note_deaths(subject: Subject, journal: Path) -> bool:
    """Write down in which test pytest's process ended; whether there is one."""
    expected = exceptions_of(subject.worker).expected
    died_in = [entry.test for entry in read(journal).values() if entry.end == "started"]
    for test in died_in:
        is_expected = test in expected
        note(journal, Entry(test, "excepted", expected[test]) if is_expected else Entry(test, "failed", DIED))
    return bool(died_in)

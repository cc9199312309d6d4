"""RQ's tests for one worker class: file by file, some at a time, and what failed again, alone."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from dataclasses import replace

from .leftovers import end_leftovers
from .room import Outcome, run_tests
from .subject import Subject

TRIES = 3
NOISE = 10  # more failures than this in a file are not the machine's


def run_session(
    subject: Subject,
    files: list[str],
    *,
    at_a_time: int,
    only: list[str],
    tell: Callable[[str, Outcome], None],
) -> dict[str, Outcome]:
    """Run the files' tests; what came of them, by file.

    RQ's tests sleep, and look what happened meanwhile: on a busy machine one or another fails with any
    worker. So what fails is tried again when nothing else runs; the summary tells of it.

    Args:
        subject: what is tested.
        files: names of files; all when there are none.
        at_a_time: how many files at a time.
        only: more arguments for pytest, that choose tests.
        tell: is called when a file is done.
    """
    names = files or [path.name for path in (subject.tests / "tests").glob("test_*.py")]
    # The longest first, as far as one can tell.
    names.sort(key=lambda name: (subject.tests / "tests" / name).stat().st_size, reverse=True)
    mark, stopping = uuid.uuid4().hex, threading.Event()
    outcomes: dict[str, Outcome] = {}
    with ThreadPoolExecutor(at_a_time) as pool:
        running = {
            pool.submit(run_tests, subject, [*only, f"tests/{name}"], mark, stopping): name for name in names
        }
        try:
            for done in as_completed(running):
                outcomes[running[done]] = done.result()
                tell(running[done], done.result())
        finally:  # also at Ctrl-C: whatever still runs has to end
            stopping.set()
            pool.shutdown(wait=False, cancel_futures=True)
            while unfinished := [future for future in running if not future.done()]:
                end_leftovers(mark)
                wait(unfinished, timeout=1)
    for number in range(2, TRIES + 1):
        for name, outcome in outcomes.items():
            if 0 < len(outcome.failed) <= NOISE:
                outcomes[name] = _try_again(subject, outcome, number, mark)
                tell(f"{name}, try {number}", outcomes[name])
    return outcomes


def _try_again(subject: Subject, before: Outcome, number: int, mark: str) -> Outcome:
    tests = [entry.test for entry in before.failed]
    try:
        again = run_tests(subject, tests, mark, threading.Event())
    finally:
        end_leftovers(mark)
    by_test = {entry.test: replace(entry, tries=number) for entry in again.entries}
    entries = [by_test.get(entry.test, entry) for entry in before.entries]
    return Outcome(before.is_whole and again.is_whole, entries, again.output)

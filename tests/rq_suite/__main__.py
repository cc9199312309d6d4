"""RQ's own tests, with a pooled worker in the place of `rq.Worker`."""

import argparse
import signal
import sys
from pathlib import Path

from .fetch import PROJECT, fetch_tests
from .session import run_session
from .subject import CLASSES, Subject
from .summary import print_failures, print_outcome, print_worker

ALWAYS = ["threads", "processes"]
SINCE_3_14 = ["interpreters"]


def main() -> int:
    """Run RQ's tests for each worker class; 0 when nothing unexpected happened."""
    given = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    tests = fetch_tests(PROJECT / ".rq-suite")
    workers = given.worker or ALWAYS + (SINCE_3_14 if sys.version_info >= (3, 14) else [])
    only = ["-k", given.only] if given.only else []
    by_worker = {}
    for worker in workers:
        print(f"\nRQ's tests with {CLASSES[worker]}, slots: {given.slots}", flush=True)
        subject = Subject(worker, given.slots, given.shared.resolve(), tests)
        by_worker[worker] = run_session(
            subject, list(given.file), at_a_time=given.jobs, only=only, tell=print_outcome
        )
        print_failures(by_worker[worker])
    is_complete = not given.file and not given.only
    well = [print_worker(worker, by_worker[worker], is_complete=is_complete) for worker in workers]
    return 0 if all(well) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.rq_suite", description=__doc__)
    parser.add_argument("file", nargs="*", help="test_worker.py and so on; by default all")
    parser.add_argument("--only", metavar="EXPRESSION", help="the tests that match, as pytest's -k")
    parser.add_argument("--worker", action="append", choices=CLASSES, help="by default the pooled ones")
    parser.add_argument("--slots", type=int, default=1, help="how many jobs at a time; RQ's tests assume 1")
    parser.add_argument("--jobs", type=int, default=3, help="how many files at a time")
    parser.add_argument("--shared", type=Path, default=PROJECT / "shared", help="the folder with rq_pools")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

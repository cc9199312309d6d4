"""RQ's own command line, beside the pooled workers."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL

from redis import Redis

from tests.helpers.databases import url_of
from tests.helpers.pool_process import ROOT, environment
from tests.helpers.process_tree import processes_of_session, signal_all


def ask_rq(redis: "Redis", command: str, *flags: str) -> str:
    """What `rq COMMAND` prints.

    Args:
        redis: the database to ask about.
        command: such as `info`.
        *flags: of the command.
    """
    return subprocess.run(
        [sys.executable, "-m", "rq.cli", command, "--url", url_of(redis), *flags],
        env=environment({}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@contextmanager
def running_rq(
    redis: "Redis", log: Path, command: str, *flags: str, **settings: float
) -> Iterator["subprocess.Popen[bytes]"]:
    """`rq COMMAND` in a process of its own, for as long as the context lasts.

    Args:
        redis: its database.
        log: where its output goes; it is printed at the end.
        command: such as `worker`.
        *flags: of the command, queues last.
        **settings: of `PoolSettings`, should it start pooled workers.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "rq.cli", command, "--url", url_of(redis), *flags],
            env=environment(settings),
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        while processes := processes_of_session(process.pid):
            signal_all(processes, SIGKILL)
        process.wait()
        print(f"rq {command}:\n{log.read_text()}")

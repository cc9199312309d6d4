"""The guard of a service, as a process of its own."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from guarded import Exit, GuardedProcess, StarterPipe, guarded_process
from tests.helpers.waiting import wait_until

Run = Callable[[str], GuardedProcess]


@pytest.fixture
def pipe() -> Iterator[StarterPipe]:
    yield (pipe := StarterPipe())
    pipe.close()


@pytest.fixture
def run(pipe: StarterPipe, tmp_path: Path) -> Run:
    """Runs Python code under a guard."""

    def start(code: str) -> GuardedProcess:
        return GuardedProcess(
            [sys.executable, "-c", code],
            log=tmp_path / "log",
            environment=os.environ,
            pipe=pipe,
        )

    return start


def end_of(process: GuardedProcess) -> Exit:
    return wait_until(process.poll, saying="it ends")


@pytest.mark.parametrize(
    ("code", "exit_"),
    [
        ("import sys; sys.exit(0)", Exit(0)),
        ("import sys; sys.exit(3)", Exit(3)),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", Exit(None, "SIGKILL")),
        ("import os; os.abort()", Exit(None, "SIGABRT")),
    ],
)
def test_the_guard_ends_as_its_service_does(run: Run, code: str, exit_: Exit) -> None:
    assert end_of(run(code)) == exit_


def test_a_program_that_is_not_there_is_an_error_in_the_log(pipe: StarterPipe, tmp_path: Path) -> None:
    log = tmp_path / "log"

    process = GuardedProcess(["/no/such"], log=log, environment=os.environ, pipe=pipe)

    assert end_of(process) == Exit(127)
    assert "cannot start: /no/such: No such file or directory" in log.read_text()


def test_the_log_keeps_the_last_output_of_both_streams_and_is_bounded(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded_process, "MAX_LOG_BYTES", 10_000)
    code = "import sys; [print('x' * 99) for _ in range(1_000)]; print('last', file=sys.stderr)"

    end_of(run(code))

    logs = sorted(tmp_path.iterdir())
    assert [log.name for log in logs] == ["log", "log.1"]
    assert all(log.stat().st_size <= 10_000 for log in logs)
    assert logs[0].read_text().endswith("last\n")


def test_what_a_service_leaves_behind_ends_with_it(run: Run, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    sleep = "import time; time.sleep(600)"
    code = (
        f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {sleep!r}]); "
        f"open({str(pid)!r}, 'w').write(str(child.pid))"
    )

    assert end_of(run(code)) == Exit(0)

    left = int(pid.read_text())
    wait_until(lambda: not psutil.pid_exists(left), saying="the service's child has ended")

"""What a thread uses is measured: computing, waiting for a core, and of work the rest: the GIL."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from download_task import Download, Outcome, Usage, Work, download_task, usage
from download_task.request import WorkKind
from tests.helpers.outcomes import outcome

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the wait for a core is read from /proc")


def compute(secs: float) -> None:
    """Use a core for this long, by the clock of the thread."""
    end = time.thread_time() + secs
    while time.thread_time() < end:
        pass


def test_computing_is_cpu_time_and_sleeping_is_none() -> None:
    start = Usage.now()
    compute(0.05)
    computed = Usage.now()
    time.sleep(0.05)
    slept = Usage.now()
    assert computed.since(start).cpu_secs >= 0.05
    assert slept.since(computed).cpu_secs < 0.025
    assert slept.since(computed).wall_secs >= 0.05


@on_linux
def test_a_thread_that_shares_its_core_waits_for_it() -> None:
    """Half of the time it computes, half of the time it waits: far more than a tenth, whatever else runs."""
    allowed = os.sched_getaffinity(0)
    core = min(allowed)
    program = f"import os; os.sched_setaffinity(0, {{{core}}}); print(flush=True)\nwhile True: pass"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as rival:
        try:
            assert rival.stdout is not None
            assert rival.stdout.readline() == "\n"
            os.sched_setaffinity(0, {core})  # this thread alone
            start = Usage.now()
            compute(0.3)
            used = Usage.now().since(start)
        finally:
            os.sched_setaffinity(0, allowed)
            rival.kill()
    assert used.core_wait_secs is not None
    assert 0.1 * used.wall_secs < used.core_wait_secs < used.wall_secs - used.cpu_secs + 0.01


@pytest.mark.parametrize("content", [None, b"", b"0 0 0\n", b"garbage\n", b"1 2\n"])
def test_the_wait_for_a_core_is_unknown_where_the_kernel_does_not_tell(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "schedstat").write_bytes(content)
    monkeypatch.setattr(usage, "SCHEDSTAT", str(tmp_path / "schedstat"))
    assert Usage.now().core_wait_secs is None
    assert Usage.now().since(Usage.now()).core_wait_secs is None
    unknown = download_task(Download("a", time_scale=0, work=Work("python", 1)))
    assert (unknown.core_wait_secs, unknown.work_core_wait_secs, unknown.work_gil_wait_secs) == (None,) * 3
    assert unknown.work_cpu_secs > 0


@pytest.mark.parametrize(
    ("work_secs", "cpu_secs", "core_wait_secs", "gil_wait_secs"),
    [(2.0, 0.5, 0.25, 1.25), (1.0, 1.0, 0.1, 0.0), (1.0, 0.5, None, None), (0.0, 0.0, None, None)],
)
def test_what_remains_of_the_work_is_the_wait_for_the_gil(
    work_secs: float, cpu_secs: float, core_wait_secs: float | None, gil_wait_secs: float | None
) -> None:
    ended = outcome(work_secs=work_secs, work_cpu_secs=cpu_secs, work_core_wait_secs=core_wait_secs)
    assert ended.work_gil_wait_secs == gil_wait_secs


def side_by_side(kind: WorkKind) -> list[Outcome]:
    """Two tasks that compute at the same time, in two threads."""
    together = threading.Barrier(2)

    def perform(name: str) -> Outcome:
        together.wait(20)
        return download_task(Download(name, time_scale=0, work=Work(kind, 300)))

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(perform, ["a", "b"]))


@on_linux
@pytest.mark.skipif(not getattr(sys, "_is_gil_enabled", lambda: True)(), reason="this Python has no GIL")
def test_bytecode_in_two_threads_waits_for_the_gil_and_hashlib_does_not() -> None:
    def waits(outcomes: list[Outcome]) -> float:
        """The part of the computing time that is waited for the GIL as well."""
        return sum(each.work_gil_wait_secs or 0 for each in outcomes) / sum(
            each.work_cpu_secs for each in outcomes
        )

    in_bytecode = waits(side_by_side("python"))
    assert in_bytecode > 0.3  # one waits while the other computes: about 1
    assert waits(side_by_side("hashlib")) < in_bytecode / 2

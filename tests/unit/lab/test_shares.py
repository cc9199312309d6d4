"""What the time of tasks was spent on."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.experiment import Sample
from lab.shares import KINDS, Shares, contended, run_shares, stretches, task_shares
from tests.helpers.experiments import leg_run, task

parts = st.floats(0, 10)


def two_threads(**more: Any) -> Any:
    """Two tasks at the same time that worked for 2 s each, of which they computed 1 s."""
    return [task(number, secs=2.0, work=2.0, cpu=1.0, **{"thread_id": number, **more}) for number in (1, 2)]


def test_threads_of_one_interpreter_wait_for_its_gil() -> None:
    """What they neither computed nor waited for a core, another held the GIL."""
    assert run_shares(leg_run(*two_threads())) == Shares(computing=2.0, gil=2.0)


def test_without_a_gil_nothing_waits_for_it() -> None:
    """The state at the end counts: an import can switch it on."""
    free = leg_run(*two_threads(), gil_before=False, gil_after=False)
    assert run_shares(free) == Shares(computing=2.0, other=2.0)
    assert run_shares(leg_run(*two_threads(), gil_before=False, gil_after=True)).gil == 2.0


def test_processes_and_interpreters_share_no_gil() -> None:
    """Each has its own."""
    processes = [task(n, secs=2.0, work=2.0, cpu=1.0, pid=n) for n in (1, 2)]
    interpreters = [task(n, secs=2.0, work=2.0, cpu=1.0, interpreter_id=n, thread_id=n) for n in (1, 2)]
    for tasks in (processes, interpreters):
        assert run_shares(leg_run(*tasks)) == Shares(computing=2.0, other=2.0)


def test_one_after_another_never_waits_for_the_gil() -> None:
    """A thread for each task that never overlap: asyncio.gather, or one slot."""
    first, second = (task(n, start=2.0 * n, secs=2.0, work=2.0, cpu=1.0, thread_id=n) for n in (0, 1))
    assert contended(leg_run(first, second)) == frozenset()


def test_a_sleeping_thread_waits_for_no_gil() -> None:
    """Waiting for the network or the clock holds nothing."""
    run = leg_run(*(task(n, thread_id=n) for n in range(3)))
    assert run_shares(run) == Shares(waiting=3.0)


def test_a_wait_for_a_core_is_no_wait_for_the_gil() -> None:
    """More processes than cores, beside threads."""
    run = leg_run(*two_threads(core_wait_secs=0.4, work_core_wait_secs=0.4))
    shares = run_shares(run)
    assert shares.core == 0.8
    assert shares.gil == pytest.approx(1.2)


@given(parts, parts, parts, parts, parts, st.booleans(), st.booleans())
def test_the_shares_are_the_time_of_the_task(
    secs: float, work: float, cpu: float, work_cpu: float, core: float, shares_gil: bool, known: bool
) -> None:
    """Whatever clocks say, no share is negative, and together they are the time."""
    given = task(
        secs=secs,
        cpu_secs=cpu,
        work_secs=work,
        work_cpu_secs=work_cpu,
        core_wait_secs=core if known else None,
        work_core_wait_secs=core if known else None,
    )
    shares = task_shares(given, shares_gil=shares_gil)
    each = [getattr(shares, kind) for kind in KINDS]
    assert min(each) >= 0
    assert sum(each) == pytest.approx(given.ended_secs - given.started_secs)
    assert shares_gil or not shares.gil


def test_samples_make_stretches() -> None:
    """A stretch has the phase in which it began."""
    samples = (
        Sample(1.0, "download", 0.0, 0.0),
        Sample(2.0, "work", 0.1, 0.0),
        Sample(2.0, "work", 0.1, 0.0),
        Sample(3.0, "work", 0.5, 0.2),
    )
    waiting, working = stretches(
        task(start=1.0, secs=2.0, work=1.0, cpu=0.5, samples=samples), shares_gil=True
    )
    assert (waiting.started_secs, waiting.ended_secs) == (1.0, 2.0)
    assert waiting.shares == Shares(computing=0.1, waiting=0.9)
    assert (working.started_secs, working.ended_secs) == (2.0, 3.0)
    assert [getattr(working.shares, kind) for kind in KINDS] == pytest.approx([0.4, 0.0, 0.4, 0.2, 0.0])


def test_without_samples_a_task_is_its_download_and_its_work() -> None:
    """Of repeats that are not drawn, and of workers, only totals are kept."""
    download, work = stretches(task(secs=3.0, work=1.0, cpu=1.0), shares_gil=False)
    assert (download.ended_secs, download.shares) == (2.0, Shares(waiting=2.0))
    assert (work.ended_secs, work.shares) == (3.0, Shares(computing=1.0))


def test_an_unknown_wait_for_a_core_stays_unknown() -> None:
    """macOS and Windows do not tell it."""
    assert not run_shares(leg_run(task(core_wait_secs=None, work_core_wait_secs=None))).core_known

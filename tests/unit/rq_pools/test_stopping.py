"""How a run in a thread is asked, and forced, to end."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from rq.timeouts import JobTimeoutException

from rq_pools import JobStopped, is_stopped_for_good, stop_current_job, stop_requested
from rq_pools.stopping import SlotDeathPenalty, StopToken, current_token, running_under
from tests.helpers.waiting import wait_until


class Run:
    """A busy loop in a thread, under a token."""

    def __init__(self, timeout_secs: int) -> None:
        self.token = StopToken("job")
        self.error: BaseException | None = None
        self.go_on = True
        self.thread = threading.Thread(target=self._run, args=(timeout_secs,))
        self.thread.start()
        wait_until(lambda: self.token._thread_id is not None, saying="the thread is armed")

    def _run(self, timeout_secs: int) -> None:
        try:
            with running_under(self.token), SlotDeathPenalty(timeout_secs, JobTimeoutException):
                while self.go_on:
                    pass
        except BaseException as error:
            self.error = error

    def enforce_until_it_ends(self) -> BaseException | None:
        def ended() -> bool:
            self.token.enforce()
            return not self.thread.is_alive()

        wait_until(ended, saying="the run ends")
        return self.error


@contextmanager
def run(timeout_secs: int = -1) -> Iterator[Run]:
    running = Run(timeout_secs)
    try:
        yield running
    finally:
        running.go_on = False
        running.thread.join()


def test_each_of_two_runs_is_told_its_own_time_limit() -> None:
    with run(timeout_secs=1) as one, run(timeout_secs=2) as another:
        errors = one.enforce_until_it_ends(), another.enforce_until_it_ends()
    assert [str(error) for error in errors] == [
        f"Task exceeded maximum timeout value ({secs} seconds)" for secs in (1, 2)
    ]
    assert all(isinstance(error, JobTimeoutException) for error in errors)


def test_rqs_exception_is_as_it_was_when_time_limits_have_been_enforced() -> None:
    """RQ's TimerDeathPenalty writes the message of one run into the class that all runs share."""
    before = JobTimeoutException.__init__
    with run(timeout_secs=1) as running:
        running.enforce_until_it_ends()
        assert isinstance(running.token.failure, JobTimeoutException)
        assert str(running.token.failure) == str(running.error)
    assert JobTimeoutException.__init__ is before
    assert str(JobTimeoutException("mine")) == "mine"


def test_a_run_that_does_not_notice_its_interruption_is_stuck() -> None:
    go = threading.Event()
    token = StopToken("job")

    def wait_in_c() -> None:
        penalty = SlotDeathPenalty(0.001, JobTimeoutException)
        with suppress(JobTimeoutException), running_under(token), penalty:
            go.wait(60)

    thread = threading.Thread(target=wait_in_c, daemon=True)
    thread.start()

    def is_stuck() -> bool:
        token.enforce()
        return token.is_stuck(0.05)

    wait_until(is_stuck, saying="it is stuck")
    assert not token.is_stuck(3600)
    assert token.give_up()
    assert not token.may_finish()
    go.set()
    thread.join()


def test_a_run_without_a_time_limit_is_left_alone() -> None:
    with run() as running:
        running.token.enforce()
        assert not running.token.is_being_ended
        assert running.thread.is_alive()


def test_a_stopped_run_is_interrupted_when_its_grace_is_over() -> None:
    with run() as running:
        running.token.stop(grace_secs=3600)
        running.token.enforce()
        assert running.thread.is_alive()
        running.token.stop(grace_secs=0)
        assert isinstance(running.enforce_until_it_ends(), JobStopped)


def test_a_killed_run_is_interrupted_at_once_and_does_not_count_as_stopped() -> None:
    with run() as running:
        running.token.kill()
        assert isinstance(running.enforce_until_it_ends(), JobStopped)
        assert running.token.requested
        assert not running.token.stopped


def test_an_interrupted_run_ends_though_nobody_stopped_it() -> None:
    with run() as running:
        running.token.interrupt()
        assert isinstance(running.enforce_until_it_ends(), JobStopped)
        assert not running.token.stopped


@pytest.mark.parametrize("demand", [StopToken.interrupt, lambda token: token.stop(0)])
def test_a_run_that_is_past_its_job_is_not_interrupted(demand: Callable[[StopToken], None]) -> None:
    token = StopToken("job")
    with running_under(token):
        with SlotDeathPenalty(60, JobTimeoutException):
            pass
        demand(token)
        token.enforce()
        for _ in range(1_000):
            pass  # an exception raised in this thread would show here


def test_an_interruption_in_the_last_moment_of_a_job_is_the_last_and_leaves_no_lock_behind() -> None:
    token, armed, may_end = StopToken("job"), threading.Event(), threading.Event()
    seen: list[object] = []

    def work() -> None:
        token.arm(60, JobTimeoutException, "too late")
        armed.set()
        may_end.wait()
        try:
            token.disarm()
        except JobStopped:
            seen.append("interrupted")
        seen.append(token.may_finish())

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert armed.wait(20)
    with token._lock:  # as the worker's loop has it for a moment, every now and then
        may_end.set()
        wait_until(lambda: name_of_frame(thread) == "_disarm", saying="the job is over")
        token._raise(JobStopped)
    wait_until(lambda: len(seen) == 2, saying=seen)
    assert seen == ["interrupted", True]
    assert not token.is_being_ended


def name_of_frame(thread: threading.Thread) -> str:
    """The function that the thread is in."""
    return sys._current_frames()[thread.ident or 0].f_code.co_name


def test_either_the_slot_writes_the_end_down_or_the_worker_gives_the_run_up() -> None:
    finished, given_up = StopToken("a"), StopToken("b")
    assert finished.may_finish()
    assert not finished.give_up()
    assert given_up.give_up()
    assert not given_up.may_finish()


def test_a_job_knows_whether_and_why_it_should_end() -> None:
    token = StopToken("job")
    with running_under(token):
        assert not stop_requested()
        token.handing_back = True
        assert stop_requested()
        assert not is_stopped_for_good()
        stop_current_job()
        assert is_stopped_for_good()


def test_outside_of_a_slot_nothing_should_end() -> None:
    stop_current_job()
    assert current_token() is None
    assert not stop_requested()
    assert not is_stopped_for_good()


def test_a_token_is_known_in_its_own_thread_only() -> None:
    seen: list[StopToken | None] = []
    with running_under(StopToken("job")):
        thread = threading.Thread(target=lambda: seen.append(current_token()))
        thread.start()
        thread.join()
    assert seen == [None]


def test_no_except_exception_holds_a_stop_up() -> None:
    assert not issubclass(JobStopped, Exception)

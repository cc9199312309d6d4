"""Asking a running job to end: politely by a flag, then by an exception raised in its thread.

`threading` cannot end a thread. `PyThreadState_SetAsyncExc` raises an exception in one, but only between
bytecodes: a thread in `sleep` or `recv` sees it when the call returns. So a job that waits should ask
`stop_requested()` every now and then.
"""

import contextlib
import ctypes
import os
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Literal

from rq.executions import Execution
from rq.timeouts import BaseDeathPenalty, UnixSignalDeathPenalty

from .patience import is_passing

if TYPE_CHECKING:
    from .relay import Relay


STOP_NOTICE_SECS = 0.02  # in which a thread that is not in a C call has long noticed an exception


class JobStopped(BaseException):
    """Raised in a job that was told to stop and did not end by itself. No `except Exception` holds it up."""


class StopToken:
    """One run's wish to end, and the means to enforce it in a thread.

    Attributes:
        job_id: the job that runs.
        pid: the process that it runs in.
        by_signal: it runs in a main thread, which a signal can interrupt even in a system call.
        stopped: somebody asked the job to stop, for good.
        killed: somebody had RQ's `kill-horse` sent: the job fails, or is retried, as after a crash.
        handing_back: its worker stops, or holds it no longer; the job will be run again elsewhere.
        phase: what runs: nothing of the job yet, its own function, callbacks and handlers, or the writing of
            its end.
        execution: RQ's record of the run, when taking the job has written down that it starts.
        ended: how it ended stands in Redis, or is not this run's to write any more.
        verdict: what the job fails with, when its worker has decided that it does.
        breakdown: the traceback of what went wrong outside of the job, and kept its end from being written.
        relay: takes the slot's next job together with the end of this one; None: the loop will.
        on_finishing: of a slot of its own: told that the job's function has come to its end, and how long
            what follows may take, in seconds; None: as long as Redis is away.
    """

    def __init__(self, job_id: str, *, by_signal: bool = False) -> None:
        self.job_id = job_id
        self.pid = os.getpid()
        self.by_signal = by_signal
        self.stopped = False
        self.killed = False
        self.handing_back = False
        self.phase: Literal["before", "job", "hooks", "writing"] = "before"
        self.execution: Execution | None = None
        self.ended = False
        self.verdict: BaseException | None = None
        self.breakdown: str | None = None
        self.relay: Relay | None = None
        self.on_finishing: Callable[[float | None], None] | None = None
        self._lock = threading.Lock()
        self._stop_at: float | None = None
        self._thread_id: int | None = None
        self._deadline: float | None = None
        self._timeout: tuple[type[BaseException], str] | None = None
        self._raised_at: float | None = None
        self._timed_out = False
        self._finishing = False
        self._given_up = False

    @property
    def requested(self) -> bool:
        """Whether the job should end now, for whatever reason."""
        return self.stopped or self.killed or self.handing_back

    @property
    def given_up(self) -> bool:
        """Whether the worker has taken the end of this run into its own hands."""
        return self._given_up

    @property
    def failure(self) -> BaseException | None:
        """The verdict; or what was raised in the job because its time was up; None when it is not."""
        if self.verdict is None and self._timed_out and self._timeout is not None:
            exception, message = self._timeout
            return exception(message)
        return self.verdict

    def stop(self, grace_secs: float) -> None:
        """Stop the job for good: by force, if it has not ended by itself in `grace_secs`."""
        self.stopped = True
        self._stop_at = time.monotonic() + grace_secs

    def kill(self) -> None:
        """Have the job fail, now."""
        self.killed = True
        self._stop_at = time.monotonic()

    def note_breakdown(self, error: BaseException) -> None:
        """Keep what went wrong outside of the job, as an exception handler of the worker that raises.

        That Redis is away before the job or when its end is written is no reason to fail it: it is handed
        back. A hook that raises the same may have asked any Redis, and would do so in every run.
        """
        if is_passing(error) and self.phase in ("before", "writing"):
            self.handing_back = True
        else:
            self.breakdown = "".join(traceback.format_exception(error))

    def is_stop_due(self) -> bool:
        """Whether the job was stopped, and its grace to end by itself is over."""
        stop_at = self._stop_at
        return stop_at is not None and time.monotonic() > stop_at

    def tell_finishing(self, limit_secs: float | None) -> None:
        """Tell whoever would kill this slot for the job's time limit; see `on_finishing`."""
        if self.on_finishing is not None:
            self.on_finishing(limit_secs)

    def forgive(self) -> None:
        """Have no grace run out any more: the job has come to its end, and that is being written."""
        self._stop_at = None

    # --- in the slot's thread -------------------------------------------------------------------

    def arm(self, timeout_secs: float, exception: type[BaseException], message: str) -> None:
        """From now to `disarm`, this thread may be interrupted; at the time-out it will be."""
        with self._lock:
            self._thread_id = threading.get_ident()
            self._timeout = (exception, message)
            self._deadline = time.monotonic() + timeout_secs if timeout_secs > 0 else None
            self._raised_at = None

    def disarm(self) -> None:
        """The thread is past the job: an exception raised from now on would hit the bookkeeping.

        One that is raised in this moment comes out of here, and is the last.
        """
        try:
            self._disarm()
        except BaseException:
            self._disarm()
            raise

    def _disarm(self) -> None:
        # Not `with`: raising in a thread that waits for a lock may leave it locked (CPython issue 148874).
        while not self._lock.acquire(blocking=False):
            time.sleep(0)
        self._thread_id = self._deadline = self._raised_at = None
        self._lock.release()

    def may_finish(self) -> bool:
        """Claim the right to write down how the job ended; False when the worker has given the run up."""
        with self._lock:
            self._finishing = not self._given_up
            self._stop_at = None
            return self._finishing

    # --- in the worker's thread -----------------------------------------------------------------

    def enforce(self) -> None:
        """Interrupt the thread when its time is up or its grace to stop is over. Called every tick."""
        # Not waiting for the lock: the worker's loop must not hang on a slot. The next tick comes soon.
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self._deadline is not None and time.monotonic() > self._deadline:
                self._deadline = None
                self._timed_out = True
                self._raise(_with_message(*self._timeout) if self._timeout else None)
            elif self.is_stop_due():
                self._raise(JobStopped)
        finally:
            self._lock.release()

    def interrupt(self) -> None:
        """Raise `JobStopped` in the thread now, if it is in the job."""
        with self._lock:
            self._raise(JobStopped)

    @property
    def is_being_ended(self) -> bool:
        """Whether the thread was interrupted, or is about to be, and has not noticed yet."""
        return self._raised_at is not None or self._stop_at is not None

    def is_stuck(self, overrun_secs: float) -> bool:
        """Whether the thread was interrupted so long ago, and has not noticed: it is in a C call.

        Args:
            overrun_secs: how long a job may take to clean up after its time is over; one that was stopped
                has had its grace.
        """
        raised_at = self._raised_at
        grace_secs = STOP_NOTICE_SECS if self.requested else overrun_secs
        return raised_at is not None and time.monotonic() > raised_at + grace_secs

    def give_up(self) -> bool:
        """Claim the right to end the run otherwise; False when that is done, or its end is being written."""
        with self._lock:
            if self._given_up or self._finishing:
                return False
            self._given_up = True
            return True

    def _raise(self, exception: type[BaseException] | None) -> None:
        if self._thread_id is None or exception is None:
            return  # not in the job yet, or no longer
        if exception is JobStopped:
            self._stop_at = None
        self._raised_at = self._raised_at or time.monotonic()
        _set_async_exception(self._thread_id, exception)


def _with_message(exception: type[BaseException], message: str) -> type[BaseException]:
    """A class of this run's own: SetAsyncExc takes no arguments, and RQ's TimerDeathPenalty, which gives the
    message to the class that all runs share, gives each of them the last one's."""

    def init(self: BaseException, *_: object) -> None:
        exception.__init__(self, message)

    return type(exception.__name__, (exception,), {"__init__": init, "__module__": exception.__module__})


_current: ContextVar[StopToken | None] = ContextVar("rq_pools_stop_token", default=None)


@contextlib.contextmanager
def running_under(token: StopToken) -> Iterator[None]:
    """Make the token the one of the current thread's job."""
    previous = _current.set(token)
    try:
        yield
    finally:
        _current.reset(previous)


def current_token() -> StopToken | None:
    """The token of the job that runs in this thread; None outside of a slot."""
    return _current.get()


def stop_requested() -> bool:
    """Whether the current job should end now: it was stopped, or its worker is about to hand it back.

    Cheap; ask it every few hundred milliseconds, and end the job by raising something: a job that returns
    has finished. False outside of a pooled worker.
    """
    token = _current.get()
    return token is not None and token.requested


def is_stopped_for_good() -> bool:
    """Whether the current job was stopped by somebody, rather than by its worker's own end."""
    token = _current.get()
    return token is not None and token.stopped


def stop_current_job() -> None:
    """End the current job as *stopped*, and not as failed, once it raises; it is not retried then."""
    token = _current.get()
    if token is not None:
        token.stopped = True


class SlotDeathPenalty(BaseDeathPenalty):
    """RQ's time limit of a job, for a job that runs in a slot, or a callback that runs beside the slots."""

    def __init__(self, timeout: float, exception: type[BaseException], **kwargs: Any) -> None:
        super().__init__(timeout, exception, **kwargs)  # type: ignore[no-untyped-call]
        self._by_signal: UnixSignalDeathPenalty | None = None

    def setup_death_penalty(self) -> None:
        token = current_token()
        if token is not None and not token.by_signal:
            token.arm(
                self._timeout,
                self._exception,
                f"Task exceeded maximum timeout value ({self._timeout} seconds)",
            )
        elif threading.current_thread() is threading.main_thread():
            # A child's job; or maintenance, which runs the callbacks of abandoned jobs.
            self._by_signal = UnixSignalDeathPenalty(self._timeout, self._exception)
            self._by_signal.setup_death_penalty()

    def cancel_death_penalty(self) -> None:
        token = current_token()
        if self._by_signal is not None:
            self._by_signal.cancel_death_penalty()
        elif token is not None:
            token.disarm()


def _set_async_exception(thread_id: int, exception: type[BaseException]) -> None:
    # https://docs.python.org/3/c-api/threads.html#c.PyThreadState_SetAsyncExc
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread_id), ctypes.py_object(exception))

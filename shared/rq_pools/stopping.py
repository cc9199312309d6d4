"""Asking a running job to end: politely by a flag, then by an exception raised in its thread.

`threading` cannot end a thread. `PyThreadState_SetAsyncExc` raises an exception in one, but only between
bytecodes: a thread in `sleep` or `recv` sees it when the call returns. So a job that waits should ask
`stop_requested()` every now and then.
"""

import contextlib
import ctypes
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from rq.timeouts import BaseDeathPenalty, UnixSignalDeathPenalty


class JobStopped(Exception):
    """Raised in a job that was told to stop and did not end by itself."""


class StopToken:
    """One run's wish to end, and the means to enforce it in a thread.

    Attributes:
        job_id: the job that runs.
        stopped: somebody asked the job to stop, for good.
        handing_back: its worker stops; the job will be run again elsewhere.
        stop_at: when a job that was told to stop is to be forced, by the monotonic clock.
        returned: the job's function has returned.
    """

    def __init__(self, job_id: str) -> None:
        self.job_id = job_id
        self.stopped = False
        self.handing_back = False
        self.stop_at: float | None = None
        self.returned = False
        self._lock = threading.Lock()
        self._thread_id: int | None = None
        self._deadline: float | None = None
        self._timeout_exception: type[BaseException] | None = None
        self._raised = False

    @property
    def requested(self) -> bool:
        """Whether the job should end now, for either reason."""
        return self.stopped or self.handing_back

    def arm(self, timeout_secs: float, exception: type[BaseException], message: str) -> None:
        """From now to `disarm`, this thread may be interrupted; at the time-out it will be."""
        with self._lock:
            self._thread_id = threading.get_ident()
            # SetAsyncExc takes a class and no arguments: a class of this run's own carries the message,
            # where RQ's TimerDeathPenalty patches the class that all runs share.
            self._timeout_exception = type(exception.__name__, (exception,), {"__str__": lambda _: message})
            self._deadline = time.monotonic() + timeout_secs if timeout_secs > 0 else None
            self._raised = False

    def disarm(self) -> None:
        """The thread is past the job: an exception raised now would hit the bookkeeping."""
        with self._lock:
            if self._raised and self._thread_id is not None:
                _set_async_exception(self._thread_id, None)
            self._thread_id = self._deadline = None

    def enforce(self) -> None:
        """Interrupt the thread when its time is up or its grace to stop is over. Called every tick."""
        with self._lock:
            if self._thread_id is None or self._raised:
                return
            now = time.monotonic()
            if self._deadline is not None and now > self._deadline and self._timeout_exception is not None:
                self._raise(self._timeout_exception)
            elif self.stop_at is not None and now > self.stop_at:
                self._raise(JobStopped)

    def _raise(self, exception: type[BaseException]) -> None:
        self._raised = True
        if self._thread_id is not None:
            _set_async_exception(self._thread_id, exception)


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

    Cheap; ask it every few hundred milliseconds. False outside of a pooled worker.
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


class ThreadDeathPenalty(BaseDeathPenalty):
    """RQ's time limit of a job, for a job that runs in a slot's thread."""

    def __init__(self, timeout: float, exception: type[BaseException], **kwargs: Any) -> None:
        super().__init__(timeout, exception, **kwargs)  # type: ignore[no-untyped-call]
        self._in_main_thread: UnixSignalDeathPenalty | None = None

    def setup_death_penalty(self) -> None:
        token = current_token()
        if token is not None:
            token.arm(
                self._timeout,
                self._exception,
                f"Task exceeded maximum timeout value ({self._timeout} seconds)",
            )
        elif threading.current_thread() is threading.main_thread():
            # Maintenance runs the callbacks of abandoned jobs here.
            self._in_main_thread = UnixSignalDeathPenalty(self._timeout, self._exception)
            self._in_main_thread.setup_death_penalty()

    def cancel_death_penalty(self) -> None:
        token = current_token()
        if token is not None:
            token.disarm()
        elif self._in_main_thread is not None:
            self._in_main_thread.cancel_death_penalty()


def _set_async_exception(thread_id: int, exception: type[BaseException] | None) -> None:
    # https://docs.python.org/3/c-api/threads.html#c.PyThreadState_SetAsyncExc; NULL takes a pending one back.
    argument = ctypes.py_object(exception) if exception is not None else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread_id), argument)

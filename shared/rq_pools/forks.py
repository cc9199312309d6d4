"""Signals in processes that a job forks: SIGTERM ends them, as under RQ's own worker.

A fork inherits its parent's handlers, and the worker's does not end the process: whoever terminates such a
fork and then waits for it, as `multiprocessing.Pool` does, would wait for ever. Programs that a job starts
(`subprocess`, and multiprocessing's spawn and forkserver) have the default handlers without our help.
"""

import os
import signal
import threading
from typing import Any

_mask = threading.local()  # of the thread that forks
_handler: Any = None


def end_forks_at_sigterm(handler: Any) -> None:
    """Have SIGTERM end every process that is forked from now on, while this is the handler of SIGTERM here.

    Args:
        handler: the worker's own.
    """
    global _handler
    _handler = handler


def leave_to_the_worker(*_: object) -> None:
    """A signal handler that does nothing. Not SIG_IGN, which programs would inherit."""


def _before_fork() -> None:
    # Blocked, so that a SIGTERM that comes at once waits until the fork has the default handler.
    is_ours = _handler is not None and signal.getsignal(signal.SIGTERM) == _handler
    _mask.previous = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM]) if is_ours else None


def _after_fork_in_parent() -> None:
    if _mask.previous is not None:
        signal.pthread_sigmask(signal.SIG_SETMASK, _mask.previous)


def _after_fork_in_child() -> None:
    if _mask.previous is not None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # A terminal sends it to all processes of its group; whether jobs end is the worker's decision.
        signal.signal(signal.SIGINT, leave_to_the_worker)
        signal.pthread_sigmask(signal.SIG_SETMASK, _mask.previous)


os.register_at_fork(
    before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child
)
